/** Frees a chunk at once: V8 lets 32 MB of them pile up before it looks. Only where the chunk has its memory for itself. */
export function release(chunk: Uint8Array): void {
  if (chunk.buffer instanceof ArrayBuffer && chunk.buffer.byteLength === chunk.length) chunk.buffer.transfer(0);
}
