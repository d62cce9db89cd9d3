"""Messages about a ledger on a database server. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "ledger.address": (
        "台账地址不对。共用台账写作 postgresql://用户@服务器/数据库，后面只能加 ?sslrootcert=证书文件 或 ?host=套接字文件夹；其他数据库不支持。",
        "The ledger's address is not understood. A shared ledger is written postgresql://USER@SERVER/DATABASE, and only ?sslrootcert=FILE or ?host=SOCKET_FOLDER may follow; no other kind of database serves.",
    ),
    "ledger.password_in_address": (
        "台账地址里不能写密码：命令行和日志别人看得到。请把密码写进 .pgpass（chmod 600）或环境变量 PGPASSWORD，地址里只留用户名；写错的密码请更换。",
        "No password may stand in the ledger's address: others can read command lines and logs. Keep it in .pgpass (chmod 600) or PGPASSWORD and leave only the user in the address; change the password that was written there.",
    ),
    "ledger.password_open": (
        "存放数据库密码的文件（.pgpass 或 PGPASSFILE）别人可以读。请改为仅本人可读（chmod 600）。",
        "The file with the database password (.pgpass or PGPASSFILE) can be read by others. Make it yours alone (chmod 600).",
    ),
    "ledger.password_unreadable": (
        "读不了存放数据库密码的文件（.pgpass 或 PGPASSFILE）。请检查路径、权限，并存为 UTF-8。",
        "The file with the database password (.pgpass or PGPASSFILE) cannot be read. Check its path and permissions, and save it as UTF-8.",
    ),
    "ledger.login": (
        "台账服务器不接受这个用户。请检查地址里的用户名，以及 .pgpass 或 PGPASSWORD 里的密码。",
        "The ledger's server does not accept this user. Check the user in the address, and the password in .pgpass or PGPASSWORD.",
    ),
    "ledger.no_database": (
        "台账服务器上没有这个数据库。请检查地址里的数据库名，或请管理员新建。",
        "The ledger's server has no such database. Check its name in the address, or have it made.",
    ),
    "ledger.denied": (
        "台账服务器不允许这个用户做这一步。请管理员按文档授权；升级 deid 后的第一次打开须由建台账的用户来做。",
        "The ledger's server does not allow this user to do that. Have the rights granted as the documentation says; after an upgrade of deid, whoever made the ledger has to open it first.",
    ),
    "ledger.server_exists": (
        "这个数据库里已有台账，不会覆盖。请换一个数据库，或直接使用它。",
        "A ledger stands in this database already and is never overwritten. Use it, or take another database.",
    ),
    "ledger.encoding": (
        "这个数据库的编码不是 UTF8，存不下中文。请管理员用 ENCODING 'UTF8' 新建数据库。",
        "This database is not encoded in UTF8 and cannot hold Chinese. Have one made with ENCODING 'UTF8'.",
    ),
    "ledger.unreachable": (
        "连不上台账服务器，什么也没有改动。请检查地址、端口和网络，或稍后重试。",
        "The ledger's server cannot be reached; nothing was changed. Check address, port and network, or try again later.",
    ),
    "ledger.lost": (
        "与台账服务器的连接断了。没有写完的一步已经退回，名单没有放到输出位置。请用 deid ledger show 看一下，再运行一次同样的命令。",
        "The connection to the ledger's server was lost. The step under way was taken back, and no list was put in its place. Look with `deid ledger show`, then run the same command again.",
    ),
    "ledger.unencrypted": (
        "台账服务器不支持加密连接，已停止。请管理员打开服务器的 ssl；不加密的只能连本机。",
        "The ledger's server offers no encryption; stopped. Have ssl switched on there; only a server on this machine may do without.",
    ),
    "ledger.certificate": (
        "台账服务器的证书或名称核对不上，已停止。请核对地址里的服务器名；单位自己签发的证书用 ?sslrootcert=证书文件 指明。",
        "The certificate or the name of the ledger's server does not check out; stopped. Check the server's name in the address; name a certificate of your own office with ?sslrootcert=FILE.",
    ),
    "ledger.no_certificate": (
        "读不了 sslrootcert 指明的证书文件。请检查路径和格式（PEM）。",
        "The certificate file named by sslrootcert cannot be read. Check its path and format (PEM).",
    ),
    "ledger.server_full": (
        "台账服务器没有空间或连接数已满。请稍后重试，或请管理员处理。",
        "The ledger's server has no room or no connection left. Try again later, or have it seen to.",
    ),
}
