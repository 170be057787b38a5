// Asks the server. What went wrong arrives as an Error with a sentence for the person.

const token = document.querySelector('meta[name="upstander-token"]').content;

export async function load(path) {
  return answered(await reached(() => fetch(`/console/${path}`)));
}

// `key` names the thing asked: sent twice, it acts once.
export async function ask(path, body, key) {
  const request = {
    method: "POST",
    headers: { "content-type": "application/json", "x-upstander-token": token },
    body: JSON.stringify({ ...body, key }),
  };
  return answered(await reached(() => fetch(`/console/${path}`, request)));
}

export function newKey() {
  return crypto.randomUUID();
}

async function reached(request) {
  try {
    return await request();
  } catch {
    throw new Error("I can't reach Upstander. Is it still running? Nothing you typed is lost; please try again.");
  }
}

async function answered(response) {
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  const detail = typeof problem.detail === "string" ? problem.detail : "That did not work. Please try again.";
  throw Object.assign(new Error(detail), { status: response.status });
}
