/** `decodeOnce.ts MAIN MORE`: one session from its bytes to hot lines; prints what it took as JSON. */

import { readFileSync } from 'node:fs';

import { hotLines } from '../../src/queries/hotLines.ts';
import { defaultScope } from '../../src/queries/scope.ts';
import { decodeStream } from '../../src/session/decode.ts';
import { buildProfile } from '../../src/symbolize/buildProfile.ts';
import { generatedInfo } from '../fixtures/generateSession.ts';

const started = performance.now();
const [main = '', more = ''] = process.argv.slice(2);
const { stream } = decodeStream(readFileSync(main), readFileSync(more));
const { profile } = buildProfile({ info: generatedInfo, streams: stream === undefined ? [] : [stream] });
const { files } = hotLines(profile, { scope: defaultScope(profile), basis: 'elapsed' });
if (files.length === 0) throw new Error('the generated session has no hot lines');
const milliseconds = performance.now() - started;
console.log(JSON.stringify({ milliseconds, rssMegabytes: process.memoryUsage.rss() / 2 ** 20 }));
