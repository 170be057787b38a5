"""The page that Teams links from the app's details: what Upstander is, what it keeps, on what terms."""

from __future__ import annotations

import base64
import hashlib

from starlette.responses import HTMLResponse

ABOUT = "/teams/about"

_STYLE = "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1.5rem;color:#1d1c1d}"
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"
_PAGE = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>About Upstander</title>
<style>{_STYLE}</style>
<main>
<h1>Upstander</h1>
<p>Upstander helps people at work keep track of everyday allyship: crediting a colleague's idea, putting someone forward
for a role, stepping in on a biased remark. You log what you did in your private chat with it, by a form or in one
sentence, and see what it adds up to.</p>
<h2 id="privacy">Privacy</h2>
<p>Your organization runs this server itself; what you log is kept here and goes nowhere else. The bot reads only what
you write to it, what you send in its forms, and who wrote a message you choose “Log allyship” on, never what that
message says. Notes are encrypted where they are stored. There is no score of a person and no leaderboard: managers
see counts of groups, and only of groups large enough that nobody can be singled out.</p>
<p>Type <b>privacy</b> to the bot to see what is kept about you and why, <b>privacy export</b> to download all of it,
and <b>privacy erase</b> to have it erased.</p>
<h2 id="terms">Terms</h2>
<p>Your organization offers Upstander to its people under its own rules for workplace tools. The program is free
software under the Apache License 2.0 and comes without warranty. For help, ask your administrator; in the chat, type
<b>help</b>.</p>
</main>
</html>
"""


async def about() -> HTMLResponse:
    return HTMLResponse(_PAGE, headers={"content-security-policy": _POLICY})
