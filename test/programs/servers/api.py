"""For uvicorn: answers with the process that answered."""

import asyncio
import os

from fastapi import FastAPI
from work import work

app = FastAPI()


@app.get("/")
async def index():
    work(100_000)
    await asyncio.sleep(0.002)
    return os.getpid()
