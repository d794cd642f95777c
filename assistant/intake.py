"""Files into a library that is being asked: one read at a time while answering goes on, the others waiting in line."""

from __future__ import annotations

import logging
import queue
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from assistant.errors import BadInput
from assistant.uploaded import FOLDER, Uploaded
from ingest.report import FileReport
from vectorstore.errors import StoreError
from vectorstore.library import Library
from vectorstore.records import Problem

logger = logging.getLogger(__name__)

_REMEMBERED = 2_000
"""Jobs whose outcome can still be asked for."""

_SECONDS_TO_FINISH = 20


@dataclass(frozen=True, slots=True)
class Job:
    """A file that is to be read, is being read, or has been.

    :param lines: what became of it, as an ingestion reports it; a container has several.
    """

    id: str
    file: str
    state: Literal["waiting", "reading", "done"] = "waiting"
    lines: tuple[FileReport, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the job as the interface gives it; of paths the last name only."""
        lines = [
            {"file": shown(line.file), "status": line.status, "reason": line.reason, "documents": list(line.documents)}
            for line in self.lines
        ]
        return {"job": self.id, "file": self.file, "state": self.state, "files": lines}


class Intake:
    """Reads files into the library in a thread of its own, in the order in which they came."""

    def __init__(self, library: Library) -> None:
        """Take files for `library`; nothing starts before the first of them."""
        self.library = library
        self.uploaded = Uploaded(library.home / FOLDER)
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._line: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._changing = threading.Lock()

    def start(self) -> None:
        """Read what was uploaded to a server that ended before it came to it."""
        for path in self.uploaded.waiting():
            self.submit(path)

    def submit(self, path: Path, *, anew: bool = False) -> Job:
        """Put a file at the end of the line.

        :param anew: read it though it has not changed.
        """
        job = Job(secrets.token_urlsafe(12), path.name)
        with self._changing:
            self._jobs[job.id] = job
            while len(self._jobs) > _REMEMBERED:
                self._jobs.popitem(last=False)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="intake", daemon=True)
                self._thread.start()
        self._line.put(lambda: self._read(job, path, anew))
        return job

    def job(self, id_: str) -> Job:
        """Return how far a file has come.

        :raises BadInput: for a job that there is not, or that is long done.
        """
        with self._changing:
            if id_ not in self._jobs:
                raise BadInput(f"没有编号为 {id_} 的读入任务；服务可能重新启动过，请在文库列表中查看结果。")
            return self._jobs[id_]

    def unfinished(self) -> list[Job]:
        """Return what waits or is being read, in order."""
        with self._changing:
            return [job for job in self._jobs.values() if job.state != "done"]

    def reread(self, document: str) -> Job:
        """Read the file of a document again.

        :raises NoSuchDocument: when the library does not hold it.
        :raises BadInput: when the file is not there any more.
        """
        self.library.document(document)
        return self._again(self.library.listing.paths(document))

    def reread_problem(self, id_: str) -> Job:
        """Read a file again that could not be read.

        :raises BadInput: when there is no such problem, or the file is not there any more.
        """
        return self._again([self.problem(id_).path])

    def remove(self, document: str) -> None:
        """Forget a document, and the uploaded files that hold nothing else.

        :raises NoSuchDocument: when the library does not hold it.
        """
        paths = self.library.listing.paths(document)
        self.library.remove(document)
        for path in paths:
            self._discard(path)

    def remove_problem(self, id_: str) -> None:
        """Forget a file that could not be read.

        :raises BadInput: when there is no such problem.
        """
        path = self.problem(id_).path
        self.library.listing.note(path, ())
        self._discard(path)

    def problem(self, id_: str) -> Problem:
        """Return what is known of a file that could not be read.

        :raises BadInput: when there is no such problem.
        """
        found = next((one for one in self.library.listing.problems() if one.id == id_), None)
        if found is None:
            raise BadInput("这条失败记录已经不在，可能刚被处理过；请刷新列表。")
        return found

    def close(self) -> None:
        """Let the file that is being read be finished, and read no other; the next start goes on.

        One that takes long is left: what it comes to is kept in one transaction or not at all.
        """
        with self._changing:
            thread, self._thread = self._thread, None
        if thread is None:
            return
        while not self._line.empty():
            self._line.get()
        self._line.put(None)
        thread.join(_SECONDS_TO_FINISH)

    def _again(self, paths: list[str]) -> Job:
        there = [Path(path) for path in paths if Path(path).is_file()]
        if not there:
            raise BadInput(f"原文件 {shown(paths[0])} 已不在原处，不能重新读取；请重新上传。")
        return self.submit(there[0], anew=True)

    def _discard(self, path: str) -> None:
        """Delete an uploaded file of which the library holds nothing any more."""
        if self.uploaded.holds(Path(path)) and self.library.file_state(path) is None:
            self.uploaded.settled(Path(path))
            Path(path).unlink(missing_ok=True)

    def _work(self) -> None:
        while task := self._line.get():
            task()

    def _read(self, job: Job, path: Path, anew: bool) -> None:
        from ingest.pipeline import ingest  # compiles what facts are read by: not before there is a file

        self._note(replace(job, state="reading"))
        try:
            lines = ingest([path], self.library, anew=anew).files
        except StoreError as error:
            lines = (FileReport(str(path), "error", str(error)),)
        except Exception:  # the line goes on with the next file; the log gets the traceback, the user a sentence
            logger.exception("%s could not be read", path)
            lines = (FileReport(str(path), "error", "读取时服务内部出错，详情见服务日志。"),)
        self.uploaded.settled(path)
        self._note(replace(job, state="done", lines=lines))

    def _note(self, job: Job) -> None:
        with self._changing:
            self._jobs[job.id] = job


def shown(file: str) -> str:
    """Return a file as people are shown it: the name of it, and of the member of a container."""
    path, mark, member = file.partition("!")
    return path.replace("\\", "/").split("/")[-1] + mark + member
