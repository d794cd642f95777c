"""Logins over a real connection and in a real browser: the way in and out, who may not, what is written down."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field

import httpx
import pytest

from assistant.settings import Settings
from assistant.users import gate as gates
from assistant.users.book import User, load, save
from assistant.users.hashes import hash_password, hash_token
from assistant.users.lockout import Lockout
from assistant.users.sessions import Sessions
from assistant.web.server import listen, open_doors
from tests.e2e.test_accessible import faults

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

PASSWORD = "correct horse"
TOKEN = "bangfu-token-of-a-program"


@dataclass
class Noted:
    """The audit table in memory."""

    rows: list[tuple[str, ...]] = field(default_factory=list)

    def note(self, who: str, where: str, action: str, what: str = "") -> None:
        self.rows.append((who, action, what))


@pytest.fixture(scope="module")
def hashed():
    return hash_password(PASSWORD)


@pytest.fixture(scope="module")
def users(hashed):
    made = [
        User("张三", "editor", hashed),
        User("李四", "reader", hashed),
        User("报表", "reader", None, hash_token(TOKEN)),
    ]
    return {user.name: user for user in made}


@pytest.fixture(scope="module")
def guarded_once(serving_for_all, scripted_for_all, users, tmp_path_factory):
    """A server with logins, and its doors."""
    folder = tmp_path_factory.mktemp("guarded")
    save(folder / "users.toml", users)
    settings = Settings(home=folder, users_file=folder / "users.toml", _env_file=None)
    doors = open_doors(settings, "127.0.0.1", Noted())
    return serving_for_all(scripted_for_all, doors), doors


@pytest.fixture
def users_file(users, guarded_once):
    path = guarded_once[1].gate.book._path
    save(path, users)
    return path


@pytest.fixture
def doors(guarded_once, users_file):
    """The doors of the server, with nobody logged in, locked out or written down."""
    doors = guarded_once[1]
    doors.gate.lockout = Lockout()
    doors.gate.sessions = Sessions(600, 3600)
    doors.audit.rows.clear()
    return doors


@pytest.fixture
def guarded(guarded_once, doors):
    guarded_once[0].assistant.asked.clear()
    return guarded_once[0]


@pytest.fixture
def http(guarded):
    with httpx.Client(base_url=guarded.url) as client:
        yield client


def log_in(http, name="张三", password=PASSWORD, **more):
    return http.post("/login", data={"name": name, "password": password, **more})


def test_nothing_is_told_to_those_who_are_not_known(http, guarded):
    for method, path in [
        ("POST", "/api/v1/ask"),
        ("GET", "/api/v1/facts/pairings"),
        ("GET", "/api/v1/documents/0"),
        ("GET", "/page/document/0/0/1"),
        ("GET", "/openapi.json"),
        ("GET", "/metrics"),
        ("POST", "/mcp"),
        ("POST", "/v1/chat/completions"),
        ("GET", "/config"),
        ("GET", "/gradio_api/queue/data"),
        ("POST", "/gradio_api/queue/join"),
        ("GET", "/gradio_api/heartbeat/abc"),
    ]:
        response = http.request(method, path)
        assert response.status_code == 401, path
        said = response.json()
        assert "请先登录" in (said["error"]["message"] if path.startswith("/v1/") else said["detail"])
    onward = http.get("/?answer=01J0")
    assert (onward.status_code, onward.headers["location"]) == (303, "/login?onward=%2F%3Fanswer%3D01J0")
    assert http.get("/healthz").status_code == 200
    assert http.get("/page/assets/login.css").status_code == 200
    assert guarded.assistant.asked == []


def test_a_login_opens_the_page_and_a_logout_shuts_it(http, doors):
    response = log_in(http, onward="/?answer=01J0")
    assert (response.status_code, response.headers["location"]) == (303, "/?answer=01J0")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert http.get("/").status_code == 200
    answer = http.post("/api/v1/ask", json={"question": "有多少家？"}).json()
    assert "张三" in http.get("/logout").text
    assert http.post("/logout").headers["location"] == "/login"
    assert http.get("/config").status_code == 401
    assert doors.audit.rows == [("张三", "login", ""), ("张三", "ask", answer["record"]), ("张三", "logout", "")]


def test_behind_https_the_cookie_stays_on_https(http):
    response = http.post("/login", data={"name": "张三", "password": PASSWORD}, headers={"x-forwarded-proto": "https"})
    assert "secure" in response.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_login_leads_to_no_other_site(http, onward):
    assert log_in(http, onward=onward).headers["location"] == "/"


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_no_other_site_can_log_anybody_in_or_out(http, headers):
    assert http.post("/login", data={"name": "张三", "password": PASSWORD}, headers=headers).status_code == 403
    log_in(http)
    assert http.post("/logout", headers=headers).status_code == 403
    assert http.get("/config").status_code == 200


def test_an_unknown_name_and_a_wrong_password_read_the_same(http, doors):
    wrong, unknown = log_in(http, password="wrong horse"), log_in(http, name="王五")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("张三", "王五") == unknown.text
    assert "用户名或密码不对" in wrong.text
    assert doors.audit.rows == [("", "login failed", "张三"), ("", "login failed", "(unknown)")]


@pytest.mark.parametrize("name", ["张三", "王五"])
def test_failures_lock_an_account_even_for_the_right_password(http, doors, name):
    for _ in range(gates.PER_ACCOUNT.attempts):
        assert log_in(http, name, "wrong horse").status_code == 401
    locked = log_in(http, name)
    assert locked.status_code == 429
    assert "请 15 分钟后再试" in locked.text
    assert int(locked.headers["retry-after"]) > 800
    assert doors.audit.rows[-1][1] == "locked out"
    assert log_in(http, "李四").status_code == 303


def test_failures_lock_an_address(http, monkeypatch):
    monkeypatch.setattr(gates, "PER_ADDRESS", gates.Limit(3, 60))
    for number in range(3):
        assert log_in(http, f"某{number}").status_code == 401
    assert log_in(http).status_code == 429
    elsewhere = {"x-forwarded-for": "10.0.0.9"}
    other = http.post("/login", data={"name": "张三", "password": PASSWORD}, headers=elsewhere)
    assert other.status_code == 303


def test_a_session_ends_with_its_time_its_user_and_its_password(http, doors, users_file):
    log_in(http)
    doors.gate.sessions.idle = 0
    assert http.get("/config").status_code == 401
    doors.gate.sessions.idle = 600
    log_in(http)
    assert http.get("/config").status_code == 200
    users = dict(load(users_file))
    save(users_file, users | {"张三": User("张三", "editor", hash_password("another one"))})
    assert http.get("/config").status_code == 401
    log_in(http, password="another one")
    users.pop("张三")
    save(users_file, users)
    assert http.get("/config").status_code == 401


def test_nobody_comes_in_while_the_users_file_cannot_be_read(http, users_file):
    log_in(http)
    users_file.write_text("[[user]", encoding="utf-8")
    response = http.get("/config")
    assert response.status_code == 503
    assert "用户文件" in response.json()["detail"]


def test_a_program_comes_in_with_its_token(http, doors):
    asked = {"question": "有多少家？"}
    token = {"authorization": f"Bearer {TOKEN}"}
    answer = http.post("/api/v1/ask", json=asked, headers=token).json()
    assert answer["status"] == "answered"
    assert doors.audit.rows == [("报表", "ask", answer["record"])]
    refused = http.post("/api/v1/ask", json=asked, headers={"authorization": "Bearer wrong"})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert log_in(http, "报表", "").status_code == 401


def test_a_reader_may_not_change_the_library(http, doors):
    log_in(http, "李四")
    refused = [
        http.post("/api/v1/documents", params={"name": "a.txt"}, content=b"x"),
        http.delete("/api/v1/documents/0"),
        http.post("/api/v1/documents/0/read"),
    ]
    assert [response.status_code for response in refused] == [403] * 3
    assert "您的角色" in refused[0].json()["detail"]
    log_in(http, "张三")
    assert http.delete("/api/v1/documents/0").status_code != 403


def test_with_logins_the_service_may_be_reached_from_elsewhere(serving, scripted, users_file, tmp_path):
    settings = Settings(home=tmp_path, users_file=users_file, hosts="bangfu.example, Other.example", _env_file=None)
    with listen("0.0.0.0", 0, logins=True) as listening:
        assert isinstance(listening, socket.socket)
    served = serving(scripted, open_doors(settings, "0.0.0.0", Noted()))
    for host, status in [
        ("bangfu.example", 200), ("other.example:8000", 200), ("10.1.2.3:7860", 200), ("[fd00::1]:7860", 200),
        ("evil.example", 400), ("", 400), ("[", 400),
    ]:  # fmt: skip
        assert httpx.get(f"{served.url}/healthz", headers={"host": host}).status_code == status, host


def test_logging_in_asking_and_out_in_a_browser(guarded, browser, doors):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{guarded.url}/?answer=x")
    page.get_by_label("用户名").fill("张三")
    page.get_by_label("密码").fill("wrong horse")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对，请再试一次。")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?answer=x")
    expect(page.locator(".masthead .login")).to_contain_text("张三")
    page.fill("#ask textarea", "有多少家？")
    page.keyboard.press("Enter")
    page.locator("#chat .foot").wait_for()
    assert ("张三", "ask") in [row[:2] for row in doors.audit.rows]
    page.get_by_role("link", name="退出登录").click()
    page.wait_for_url("**/login")
    page.goto(guarded.url)
    page.wait_for_url("**/login**")
    context.close()


def test_a_session_that_ends_while_the_page_is_open_leads_back_to_the_login(guarded, browser, doors):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{guarded.url}/login")
    page.get_by_label("用户名").fill("李四")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".example").first.wait_for()
    doors.gate.sessions.idle = 0
    page.fill("#ask textarea", "有多少家？")
    page.keyboard.press("Enter")
    page.wait_for_url("**/login?onward=%2F")
    assert guarded.assistant.asked == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_page_has_no_grave_fault(guarded, browser, scheme):
    context = browser.new_context(locale="zh-CN", color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{guarded.url}/login")
    page.get_by_label("用户名").fill("张三")
    page.get_by_label("密码").fill("wrong horse")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert faults(page) == []
    context.close()


def test_being_locked_out_is_said_without_any_script(guarded, browser):
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{guarded.url}/login")
    for _ in range(gates.PER_ACCOUNT.attempts + 1):
        page.get_by_label("Name").fill("张三")
        page.get_by_label("Password").fill("wrong horse")
        page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("Too many logins have failed; please try again in 15 minutes.")
    context.close()
