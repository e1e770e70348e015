import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with the next answers for a path, in order; after them all is well. */
export type Trouble = 'error' | 'busy' | 'stall' | 'truncate' | 'drop' | 'noRange' | 'wrong';

/** A real HTTP server on loopback that serves bytes, with ranges, and fails as it is told. */
export class FlakyServer {
  readonly files = new Map<string, Buffer>();
  readonly answers = new Map<string, (request: IncomingMessage, body: string, url: URL) => unknown>();
  readonly troubles = new Map<string, Trouble[]>();
  /** `METHOD path range`, one a request. */
  readonly log: string[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get root(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.root);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.log.push(`${request.method} ${url.pathname} ${request.headers.range ?? '-'}`);
    const trouble = this.troubles.get(url.pathname)?.shift();
    if (trouble === 'error') return void response.writeHead(503).end('later');
    if (trouble === 'busy') return void response.writeHead(429, { 'retry-after': '0' }).end();
    if (trouble === 'drop') return void response.destroy();
    const answer = this.answers.get(url.pathname);
    if (answer !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' });
      const text = JSON.stringify(answer(request, body, url));
      if (trouble === 'stall') return void response.write(text.slice(0, 10));
      return void response.end(text);
    }
    const file = this.files.get(url.pathname);
    if (file === undefined) return void response.writeHead(404).end();
    this.#send(file, request.headers.range, trouble, response);
  }

  #send(file: Buffer, range: string | undefined, trouble: Trouble | undefined, response: ServerResponse): void {
    const from = trouble === 'noRange' ? 0 : Number(/bytes=(\d+)-/u.exec(range ?? '')?.[1] ?? 0);
    if (from >= file.length) return void response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    const bytes = trouble === 'wrong' ? Buffer.alloc(file.length - from, 7) : file.subarray(from);
    const partial = from > 0;
    response.writeHead(partial ? 206 : 200, {
      'content-length': bytes.length,
      ...(partial && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
    });
    if (trouble === 'truncate' || trouble === 'stall') {
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
        if (trouble === 'truncate') setTimeout(() => response.destroy(), 20);
      });
      return;
    }
    response.end(bytes);
  }
}
