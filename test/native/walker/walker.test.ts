// The walker over recorded memory: the right stack for every interpreter and kind of frame; a status, never a hang, for torn memory.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { findInterpreters } from '../../accuracy/interpreters.ts';
import { cases, compileWalker, damageImage, listKeptImages, openKeptImage, recordImage, walkImage } from './images.ts';

const complete = 0;
const truncated = 1;
const mostFrames = 1024;

const interpreters = await findInterpreters();
const kept = listKeptImages();
let folder = '';
let walker = '';
let recorder = '';

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heatline-walker-'));
  [walker, recorder] = await Promise.all([compileWalker(folder, 'walk_image'), compileWalker(folder, 'record')]);
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('walker', { concurrency: 2 }, () => {
  test('there are kept images of every supported version', () => {
    const versions = new Set([...kept.keys()].map((build) => build.split('.').slice(0, 2).join('.')));
    assert.deepEqual([...versions].sort(), ['3.10', '3.11', '3.12', '3.13', '3.8', '3.9']);
  });

  for (const [build, names] of kept) {
    test(`kept memory: ${build}`, async () => {
      assert.deepEqual([...names], [...cases].sort());
      for (const name of names) {
        const image = openKeptImage(build, name, folder);
        const walk = await walkImage(walker, image);
        assert.deepEqual(walk, { stack: image.expected, status: complete }, name);
      }
    });

    test(`torn memory: ${build}`, async () => {
      for (const name of names) {
        const output = await damageImage(walker, 'tear', openKeptImage(build, name, folder));
        assert.ok(
          output.split('\n').every((line) => line.startsWith('ok ')),
          `${name}\n${output}`,
        );
      }
    });

    if (/^3\.1[12]\./.test(build)) {
      test(`a C-frame that is not filled in yet: ${build}`, async () => {
        for (const name of names) {
          const output = await damageImage(walker, 'window', openKeptImage(build, name, folder));
          assert.ok(
            output.split('\n').every((line) => line.startsWith('ok ')),
            `${name}\n${output}`,
          );
        }
      });
    }

    test(`random damage: ${build}`, async (context) => {
      for (const name of ['recursion', 'coroutine']) {
        const output = await damageImage(walker, 'corrupt', openKeptImage(build, name, folder));
        assert.match(output, /^ok complete \d+ truncated \d+ torn [1-9]\d* unreadable [1-9]\d*$/, name);
        context.diagnostic(`${name}: ${output}`);
      }
    });
  }

  for (const { path, version, kind } of interpreters) {
    test(`memory of a running program: ${version} ${kind}`, async () => {
      for (const name of ['coroutine', 'callback', 'exceptions']) {
        const image = await recordImage(recorder, path, name, folder);
        const walk = await walkImage(walker, image);
        assert.deepEqual(walk, { stack: image.expected, status: complete }, name);
      }
      const image = await recordImage(recorder, path, 'deep', folder);
      const walk = await walkImage(walker, image);
      assert.deepEqual(walk, { stack: image.expected.slice(0, mostFrames), status: truncated }, 'deep');
    });
  }
});
