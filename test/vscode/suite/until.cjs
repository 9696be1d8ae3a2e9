// Waiting for what is to be seen soon, for the suites in the extension host.

const withinMs = 15_000;
const everyMs = 50;

/** @template T @param {string} what @param {() => T | undefined | Promise<T | undefined>} look @returns {Promise<T>} */
exports.until = async function until(what, look) {
  for (const end = Date.now() + withinMs; Date.now() < end;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, everyMs));
  }
  throw new Error(`not within ${withinMs / 1000} s: ${what}`);
};
