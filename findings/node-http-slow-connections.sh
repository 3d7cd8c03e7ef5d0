#!/bin/sh
# Node 24: `headersTimeout` and `requestTimeout` of an HTTP server are looked at every 30 seconds, not when they run out.
#
# The guess: a server with `headersTimeout: 1000` answers 408 to whoever has not sent its headers within a second.
# The behaviour: connections are looked at every `connectionsCheckingInterval` (30,000 ms unless set, an option of
# `createServer` alone): a slow caller keeps its connection up to half a minute longer than the limit says.
# The output seen:
#   default interval: still open after 4 s
#   interval of 200 ms: 408 within 4 s
#
# Needs Node 18 or later; ends with 1 if one of the two differs.
set -eu
node --input-type=module -e '
import { createServer } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";

async function callSlowly(options) {
	const server = createServer({ headersTimeout: 1000, requestTimeout: 2000, ...options }, () => {});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const socket = connect(server.address().port, "127.0.0.1");
	let answer = "";
	socket.on("data", (bytes) => (answer += bytes));
	socket.on("error", () => {});
	socket.write("GET / HTTP/1.1\r\nhost: x\r\n");
	const ended = await Promise.race([
		once(socket, "close").then(() => true),
		new Promise((done) => setTimeout(() => done(false), 4000)),
	]);
	socket.destroy();
	server.closeAllConnections();
	server.close();
	return ended ? answer.split("\r\n")[0].split(" ")[1] : "still open";
}

const byDefault = await callSlowly({});
const often = await callSlowly({ connectionsCheckingInterval: 200 });
console.log(`default interval: ${byDefault} after 4 s`);
console.log(`interval of 200 ms: ${often} within 4 s`);
process.exit(byDefault === "still open" && often === "408" ? 0 : 1);
'
