"""The library over HTTP, for those who may change it: files in, how far they have come, documents out, read again.

A file is the body of its request as it is, one a request, and goes to the disk as it comes: there is no form to take
apart, and nothing of it is held in memory.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool

from assistant.access import note, visitor_of
from assistant.intake import Intake, Job
from assistant.uploaded import safe_name
from assistant.web.api_bodies import JobBody, RefusalBody, RemovedBody
from ingest.errors import IngestError
from ingest.readers.formats import check_size, largest

FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": RefusalBody, "description": "没有登录"},
    403: {"model": RefusalBody, "description": "角色不能改动资料库"},
}


def editor(request: Request) -> None:
    """Let only those pass who may change the library.

    :raises HTTPException: 403, with a sentence, for everybody else.
    """
    if not visitor_of(request.scope).may("change the library"):
        raise HTTPException(403, "您的角色不能改动资料库；请用编辑或管理员的账号登录。")


def install(app: FastAPI, intake: Intake) -> None:
    """Put the paths into `app`."""
    guarded: dict[str, Any] = {"dependencies": [Depends(editor)], "tags": ["library"], "response_model": None}
    waiting: dict[str, Any] = {**guarded, "status_code": 202, "responses": {202: {"model": JobBody}, **_REFUSALS}}
    removed: dict[str, Any] = {**guarded, "responses": {200: {"model": RemovedBody}, **_REFUSALS}}
    seen: dict[str, Any] = {**guarded, "responses": {200: {"model": JobBody}, **_REFUSALS}}

    @app.post("/api/v1/documents", summary="上传一个文件", openapi_extra=FILE, **waiting)
    async def upload(
        request: Request, name: Annotated[str, Query(min_length=1, max_length=400, description="文件名")]
    ) -> dict[str, Any]:
        job, kept = await _received(request, name, intake)
        await run_in_threadpool(note, request.scope, "upload", kept)
        renamed = None if kept == safe_name(name) else f"已有同名而内容不同的文件，这一个存为“{kept}”。"
        return job.to_json() | {"note": renamed}

    @app.get("/api/v1/uploads/{job}", summary="一个文件读到哪一步，结果如何", **seen)
    def uploaded(job: str) -> dict[str, Any]:
        return intake.job(job).to_json()

    @app.delete("/api/v1/documents/{identifier}", summary="移除一篇文档", **removed)
    def remove(identifier: str, request: Request) -> dict[str, Any]:
        intake.remove(identifier)
        note(request.scope, "remove", identifier)
        return {"removed": identifier}

    @app.post("/api/v1/documents/{identifier}/read", summary="重新读取文档的原文件", **waiting)
    def reread(identifier: str, request: Request) -> dict[str, Any]:
        job = intake.reread(identifier)
        note(request.scope, "read again", identifier)
        return job.to_json()

    @app.delete("/api/v1/failures/{identifier}", summary="移除一个没有读成的文件", **removed)
    def forget(identifier: str, request: Request) -> dict[str, Any]:
        intake.remove_problem(identifier)
        note(request.scope, "remove", identifier)
        return {"removed": identifier}

    @app.post("/api/v1/failures/{identifier}/read", summary="重新读取没有读成的文件", **waiting)
    def retry(identifier: str, request: Request) -> dict[str, Any]:
        job = intake.reread_problem(identifier)
        note(request.scope, "read again", identifier)
        return job.to_json()


async def _received(request: Request, name: str, intake: Intake) -> tuple[Job, str]:
    """Write a request's body to the disk, as far as it may go, and put the file in line."""
    most = largest(safe_name(name))
    declared = request.headers.get("content-length", "")
    _check(name, int(declared) if declared.isdecimal() else 0)
    try:
        with intake.uploaded.incoming() as (partial, file):
            received = 0
            async for chunk in request.stream():
                received += len(chunk)
                if received > most:
                    _check(name, received)
                await run_in_threadpool(file.write, chunk)
            await run_in_threadpool(file.close)
            kept = await run_in_threadpool(intake.uploaded.keep, partial, name)
    except OSError as error:
        raise HTTPException(507, f"“{name}”存不下（{error.strerror}）；请检查磁盘空间和权限。") from error
    return intake.submit(kept), kept.name


def _check(name: str, size: int) -> None:
    try:
        check_size(safe_name(name), size)
    except IngestError as error:
        raise HTTPException(413, f"“{name}”没有收下：{error}") from error
