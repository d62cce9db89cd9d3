"""Messages of the server behind the page and the API: refusals, starting, users. Each is (Chinese, English)."""

_ERRORS: dict[str, tuple[str, str]] = {
    "web.no_file": (
        "没有收到文件。请先选择一个名单文件。",
        "No file was sent. Choose a file with a list first.",
    ),
    "web.form": (
        "请求的内容不完整，或不是 multipart/form-data 表单。请重新提交。",
        "The request is incomplete or not a multipart/form-data form. Send it again.",
    ),
    "web.flag": ("{name} 只能填 true 或 false。", "{name} can be true or false."),
    "web.field": (
        "有 {count} 个不认识的字段。可用：{known}。",
        "{count} fields are unknown. There are: {known}.",
    ),
    "web.accept": (
        "不能给出这种格式。可用：{known}。",
        "Nothing of that kind is made here. There are: {known}.",
    ),
    "web.too_large": (
        "文件超过了上限。请按乡镇拆开，或请管理员用 --max-upload 调高上限。",
        "The file is larger than allowed. Split it by town, or have the limit raised with --max-upload.",
    ),
    "web.too_slow": (
        "上传太慢，已中断。请检查网络后重试。",
        "The upload was too slow and was ended. Check the network and try again.",
    ),
    "web.host": (
        "不接受这个网址。请用启动窗口里显示的网址打开。",
        "This address is not served. Use the address that deid serve printed.",
    ),
    "web.origin": (
        "这个请求不是从本页面发出的，没有执行。请刷新页面后重试。",
        "This request did not come from the page and was not carried out. Reload the page and try again.",
    ),
    "web.token": (
        "缺少访问令牌，或令牌不对。请在请求头写 Authorization: Bearer 令牌。",
        "The token is missing or wrong. Send it as Authorization: Bearer TOKEN.",
    ),
    "web.signed_out": (
        "页面停得太久，已退出并清除。请重新打开启动窗口里的网址。",
        "The page was idle too long; you were signed out and the list removed. Open the printed address again.",
    ),
    "web.lost": (
        "这个文件已经清除，或不是您的。请重新生成。",
        "This file has been removed, or is not yours. Make it again.",
    ),
    "web.no_page": ("没有这个页面。", "There is no such page."),
    "web.no_method": ("这个网址不接受这种请求。", "This address does not take such a request."),
    "web.failed": (
        "程序出错，没有生成文件。请把启动窗口里的最后一行告诉 deid 的维护者。",
        "The program failed; no file was made. Tell the maintainers of deid the last line of its window.",
    ),
    "web.log.failed": ("内部错误：{kind}", "internal error: {kind}"),
    "web.title.refused": ("不能公示", "May not be posted"),
    "web.title.token": ("没有令牌", "No token"),
    "web.title.too_large": ("太大", "Too large"),
    "web.title.too_slow": ("太慢", "Too slow"),
    "web.title.missing": ("没有", "Not there"),
    "web.title.fault": ("程序出错", "Internal error"),
    "web.title.call": ("请求有误", "Bad request"),
    "web.status.400": ("请求或文件有误", "The call or the file is wrong"),
    "web.status.401": ("没有令牌", "No token"),
    "web.status.404": ("没有", "Not there"),
    "web.status.406": ("不能给出这种格式", "No such kind"),
    "web.status.408": ("上传太慢", "Too slow"),
    "web.status.413": ("文件太大", "Too large"),
    "web.status.421": ("主机名不对", "Wrong host"),
    "web.status.422": ("名单不能公示", "The list may not be posted"),
    "web.status.500": ("程序出错", "Internal error"),
    "web.api.about": (
        "名单公示前去标识化：与 deid 命令同样的判定、回执和发现。",
        "Make lists fit to post: the same verdicts, receipts and findings as the command deid.",
    ),
    "web.api.mask": ("生成可公示的名单", "Make the list that may be posted"),
    "web.api.check": ("检查准备公示的文件", "Judge a file about to be posted"),
    "web.api.rules": ("列出公示类型", "List the notice types"),
    "web.api.rule": ("一个公示类型的规则", "One notice type"),
    "web.api.fetch": ("取文件", "Fetch a file"),
    "web.api.drop": ("删除结果", "Remove a result"),
    "web.api.document": ("本文档", "This document"),
}

_START: dict[str, tuple[str, str]] = {
    "help.serve": (
        "启动本机网页和 HTTP 接口，供不用命令行的同事使用。\n\n默认只有这台电脑能访问。要让别的电脑访问，须有 TLS 证书和用户文件。\n\n例：deid serve\n\n例：deid serve --users 用户.txt --add-user 张三",
        "Start the local page and the HTTP API.\n\nOnly this computer can reach it. For others to reach it, TLS files and a users file are needed.\n\nExample: deid serve\n\nExample: deid serve --users users.txt --add-user li",
    ),
    "opt.port": ("端口；不写则用 8765，被占用时另选", "port; 8765 if left out, or any that is free"),
    "opt.bind": (
        "监听地址；本机以外须加 --tls-cert、--tls-key、--users",
        "address to listen on; beyond this computer it needs --tls-cert, --tls-key and --users",
    ),
    "opt.host": ("别的电脑用什么名字访问，可重复", "name by which others reach this computer; repeatable"),
    "opt.tls_cert": ("TLS 证书文件", "TLS certificate file"),
    "opt.tls_key": ("TLS 私钥文件", "TLS key file"),
    "opt.users": ("用户文件（每人一个令牌，只存摘要）", "users file (a token per person, kept as a digest)"),
    "opt.add_user": (
        "在用户文件里加一个人，令牌只显示一次",
        "add a person to the users file; the token is shown once",
    ),
    "opt.max_upload": ("上传上限（MB）", "largest upload in MB"),
    "opt.open": (
        "启动后打开浏览器（令牌会出现在浏览器的命令行里）",
        "open the browser (its command line will hold the token)",
    ),
    "web.ready": ("请用浏览器打开：{url}", "Open in your browser: {url}"),
    "web.ready_api": (
        "网址里 token= 后面是令牌，接口用它作 Authorization: Bearer 令牌；不要发给别人。",
        "What follows token= is the token; the API takes it as Authorization: Bearer TOKEN. Keep it to yourself.",
    ),
    "web.stop": (
        "按 Ctrl+C 停止；停止后名单全部清除。",
        "Press Ctrl+C to stop; every list is removed then.",
    ),
    "web.user_added": (
        "已把 {name} 写入 {file}。下面是令牌，只显示这一次，请当面交给本人：",
        "Added {name} to {file}. The token below is shown this once; hand it over in person:",
    ),
    "web.add_user_needs": ("请用 --users 指明用户文件。", "Name the users file with --users."),
    "web.user_name": (
        "用户名只能用文字、数字和 . @ _ -，最多 64 个字。",
        "A user's name has letters, digits and . @ _ - only, at most 64.",
    ),
    "web.users_unreadable": (
        "读不了用户文件。请检查路径和权限，或用 --add-user 新建。",
        "The users file cannot be read. Check path and rights, or make one with --add-user.",
    ),
    "web.users_open": (
        "用户文件别人也能读。请先执行 chmod 600。",
        "Others can read the users file. Run chmod 600 on it first.",
    ),
    "web.users_line": (
        "用户文件第 {line} 行有误，或名字重复。请用 --add-user 重新加入。",
        "Line {line} of the users file is wrong, or its name stands there twice. Add the person again with --add-user.",
    ),
    "web.users_empty": (
        "用户文件里没有人。请用 --add-user 加入。",
        "The users file is empty. Add people with --add-user.",
    ),
    "web.bind_needs": (
        "让别的电脑访问 {address}，必须同时给出 --tls-cert、--tls-key 和 --users。只在本机用就不要写 --bind。",
        "To be reached on {address} by others, --tls-cert, --tls-key and --users are all needed. For this computer alone, leave out --bind.",
    ),
    "web.bind_host": (
        "监听全部地址时，请用 --host 写明别人用什么名字访问，例如 --host list.example.lan。",
        "When listening on every address, say with --host by what name others reach it, for example --host list.example.lan.",
    ),
    "web.bind_address": (
        "--bind 要写 IP 地址，例如 192.168.1.20；名字用 --host 写。",
        "--bind takes an IP address, for example 192.168.1.20; names go to --host.",
    ),
    "web.tls_file": (
        "没有找到 {file}。请检查证书和私钥的路径。",
        "{file} was not found. Check the paths of certificate and key.",
    ),
    "web.port": (
        "端口 {port} 用不了，可能已被占用。请用 --port 换一个。",
        "Port {port} cannot be used; another program may have it. Choose another with --port.",
    ),
}

TEXTS: dict[str, tuple[str, str]] = {**_ERRORS, **_START}
