// Asks before a button acts that can't be taken back.

const dialog = document.getElementById("confirm");

// Whether the person wants it: at once where the button asks nothing.
export function confirmed(button) {
  const { confirmTitle, confirmText, confirmYes, confirmNo } = button.dataset;
  if (confirmTitle === undefined) return Promise.resolve(true);
  document.getElementById("confirm-title").textContent = confirmTitle;
  document.getElementById("confirm-text").textContent = confirmText;
  document.getElementById("confirm-yes").textContent = confirmYes;
  document.getElementById("confirm-no").textContent = confirmNo;
  dialog.returnValue = "";
  dialog.showModal();
  document.getElementById("confirm-no").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

document.getElementById("confirm-yes").addEventListener("click", () => dialog.close("yes"));
document.getElementById("confirm-no").addEventListener("click", () => dialog.close("no"));
