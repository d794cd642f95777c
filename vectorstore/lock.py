"""One process owns a library folder; a second one is told so at once instead of losing rows silently."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import LibraryLocked, LibraryUnwritable


def own(folder: Path) -> FileLock:
    """Create `folder` where it is missing and take its lock, which ends with the process at the latest.

    :raises LibraryLocked: when another process, or another library object of this one, holds it.
    :raises LibraryUnwritable: when the folder cannot be created or written.
    """
    lock = FileLock(folder / "library.lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise LibraryLocked(
            f"资料库 {folder} 正被另一个进程使用；请先结束那个进程，或通过它的网页与接口提问，"
            "或用 BANGFU_HOME 指定别的文件夹。"
        ) from error
    except OSError as error:
        raise LibraryUnwritable(
            f"资料库文件夹 {folder} 无法创建或写入（{error.strerror}）；请检查权限，或用 BANGFU_HOME 指定别的文件夹。"
        ) from error
    return lock
