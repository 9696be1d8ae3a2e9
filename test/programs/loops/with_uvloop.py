"""Tasks of asyncio on the loop of uvloop."""

import asyncio

import uvloop


async def child(rounds):
    for _ in range(rounds):
        await asyncio.sleep(0.05)


async def echo(reader, writer):
    writer.write(await reader.readline())
    writer.close()


async def client(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"line\n")
    assert await reader.readline() == b"line\n"
    writer.close()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    await asyncio.gather(*[child(6) for _ in range(5)], client(port))
    server.close()
    print("done")


loop = uvloop.new_event_loop()
loop.run_until_complete(main())
loop.close()
