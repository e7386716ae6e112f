"""A mail server that behaves as the recipient's name says, for the tests of the mail channel.

    server.py FOLDER

FOLDER holds cert.pem and key.pem. Prints one JSON line with the ports ("plain", "starttls", "tls",
"login") when it listens, then one for each mail it takes. Ends when standard input does, and removes FOLDER.
"""

import asyncio
import json
import shutil
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def say(**fields):
    print(json.dumps(fields), flush=True)


class Server(SMTP):
    """Cuts the connection where no reply may come."""

    def cut(self):
        self.transport.abort()
        raise ConnectionResetError


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("nosender@"):
            return "550 5.1.8 you may not send"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.partition("@")[0]
        if name == "refused":
            return f"550 5.1.1 <{address}>: nobody of that name"
        if name == "later":
            return f"450 4.2.1 <{address}>: mailbox busy"
        if name == "plain-refused":
            return "553 no"
        if name == "cut-early":
            server.cut()
        if name == "hang-early":
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].partition("@")[0]
        say(
            mail=envelope.content.decode("ascii"),
            sender=envelope.mail_from,
            recipients=envelope.rcpt_tos,
            encrypted=server.transport.get_extra_info("ssl_object") is not None,
            user=session.auth_data.decode() if session.auth_data else "",
            host=session.host_name,
        )
        if name == "spam":
            return "554 5.7.1 looks like spam"
        if name == "full":
            return "452 4.3.1 disk full"
        if name == "cut":
            server.cut()
        if name == "hang":
            await asyncio.sleep(3600)
        return "250 2.0.0 queued as 42"


def check(server, session, envelope, mechanism, data):
    user, password = data.login.decode(), data.password.decode()
    if (user, password) == ("城市", "p@ß \"1\""):
        return AuthResult(success=True, auth_data=user.encode())
    return AuthResult(success=False, handled=False)


async def main(folder):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    loop = asyncio.get_running_loop()
    login = dict(
        tls_context=context, require_starttls=True, auth_required=True, authenticator=check
    )
    kinds = {
        "plain": (dict(), None),
        "starttls": (dict(tls_context=context, require_starttls=True), None),
        "tls": (dict(), context),
        "login": (login, None),
    }
    ports = {}
    for kind, (options, wrap) in kinds.items():
        listener = await loop.create_server(
            lambda options=options: Server(Handler(), enable_SMTPUTF8=False, loop=loop, **options),
            "127.0.0.1",
            0,
            ssl=wrap,
        )
        ports[kind] = listener.sockets[0].getsockname()[1]
    # Takes connections and says nothing.
    silent = await asyncio.start_server(lambda reader, writer: asyncio.sleep(3600), "127.0.0.1", 0)
    ports["silent"] = silent.sockets[0].getsockname()[1]

    async def goodbye(reader, writer):
        writer.write(b"554 5.3.2 no mail today\r\n")
        await writer.drain()
        writer.close()

    closed = await asyncio.start_server(goodbye, "127.0.0.1", 0)
    ports["closed"] = closed.sockets[0].getsockname()[1]
    say(ports=ports)
    await loop.run_in_executor(None, sys.stdin.read)
    shutil.rmtree(folder, ignore_errors=True)


asyncio.run(main(sys.argv[1]))
