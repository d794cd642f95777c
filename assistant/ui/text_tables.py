"""The words of the tabs that the server renders: ledger, eligibility, library; Chinese first and English beside it."""

from __future__ import annotations

from collections.abc import Mapping

TABLE_WORDS: Mapping[str, tuple[str, str]] = {
    "tab_ledger": ("台账", "Ledger"),
    "tab_eligibility": ("资格", "Eligibility"),
    "tab_library": ("文库", "Library"),
    # lists
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "page_of": ("第 {page} / {pages} 页，共 {count} 条", "page {page} of {pages}, {count} in all"),
    "pages": ("翻页", "Pages"),
    "search": ("查找", "Search"),
    "source": ("出处", "Source"),
    "cancel": ("取消", "Cancel"),
    "close_dialog": ("关闭", "Close"),
    "fetching": ("正在读取……", "Loading…"),
    "fetch_failed": ("没有取到内容，请检查网络后重试。", "Nothing came back; check the connection and try again."),
    # the library
    "library_title": ("文库", "Library"),
    "library_readers": (
        "这里列出资料库里的全部文档；上传和移除需要编辑或管理员的账号。",
        "All documents of the library; uploading and removing needs an editor's or an administrator's login.",
    ),
    "upload": ("上传文件", "Upload files"),
    "upload_how": (
        "可以一次选多个文件，也可以拖到这里。支持 {formats} 等，单个文件不超过 {most} MB。",
        "Choose several files at once, or drop them here: {formats} and others, up to {most} MB each.",
    ),
    "upload_results": ("上传结果", "Upload results"),
    "uploading": ("正在上传", "Uploading"),
    "job_waiting": ("排队等待读取", "Waiting in line"),
    "job_reading": ("正在读取", "Reading"),
    "outcome_ok": ("已读入", "Read"),
    "outcome_unchanged": ("未变化", "Unchanged"),
    "outcome_skip": ("已跳过", "Skipped"),
    "outcome_error": ("失败", "Failed"),
    "articles": ("{count} 篇", "{count} documents"),
    "too_large": (
        "文件超过 {most} MB 的上限，没有上传；请拆分后重试。",
        "The file is over the limit of {most} MB and was not uploaded; split it and try again.",
    ),
    "upload_broke": ("上传中断，请重试。", "The upload broke off; please try again."),
    "line_of_files": ("正在读取 {file}，另有 {count} 个文件排队。", "Reading {file}; {count} more files in line."),
    "problems": ("没有读成的文件", "Files that could not be read"),
    "documents": ("文档", "Documents"),
    "search_documents": (
        "按标题、发布者、文件名、日期或文号查找",
        "Search titles, publishers, files, dates and document numbers",
    ),
    "file": ("文件", "File"),
    "title_column": ("标题", "Title"),
    "publisher": ("发布者", "Publisher"),
    "published": ("日期", "Date"),
    "status": ("状态", "Status"),
    "reason": ("原因", "Reason"),
    "noted": ("时间（UTC）", "Time (UTC)"),
    "actions": ("操作", "Actions"),
    "read_again": ("重新读取", "Read again"),
    "remove": ("移除", "Remove"),
    "sure_to_remove": (
        "确定从资料库移除“{name}”吗？它将不再用于回答。",
        "Remove “{name}” from the library? No answer will rest on it any more.",
    ),
    "removed": ("已移除。", "Removed."),
    "no_documents": ("没有符合的文档。", "No document matches."),
    "in_force": ("有效", "In force"),
    "repealed": ("已废止", "Repealed"),
    "superseded": ("已被替代", "Superseded"),
    "searchable": ("可检索", "Searchable"),
}
