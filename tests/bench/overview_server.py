"""The dashboard as a process of its own, without the worker, who would close and forget what is measured."""

from __future__ import annotations

import sys

import uvicorn

from bot import serve
from bot.dashboard.edge import DashboardEdge
from bot.settings import load
from bot.web import web_app
from bot.wiring import build

if __name__ == "__main__":
    app = build(load())
    web = web_app(app, [DashboardEdge(app)])
    serve.settle()
    uvicorn.run(
        web,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        http="httptools",
        loop="uvloop",
        log_config=None,
        access_log=False,
    )
