import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demangle } from '../../../src/symbolize/demangle.ts';
import { seededRandom } from '../../fixtures/random.ts';

/** Mangled names of real libraries; the readable ones as binutils' c++filt -p prints them, but for the space in "> >". */
const names: readonly (readonly [mangled: string, readable: string])[] = [
  ['inflate', 'inflate'],
  ['_ZN4llvm9DebugFlagE', 'llvm::DebugFlag'],
  ['_ZNKSt6vectorIiSaIiEE4sizeEv', 'std::vector<int, std::allocator<int>>::size'],
  ['_ZNSt6vectorIiSaIiEEC2Ev', 'std::vector<int, std::allocator<int>>::vector'],
  [
    '_ZNSt14basic_ofstreamIcSt11char_traitsIcEED1Ev',
    'std::basic_ofstream<char, std::char_traits<char>>::~basic_ofstream',
  ],
  [
    '_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE6appendEPKc',
    'std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char>>::append',
  ],
  ['_ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc', 'std::operator<< <std::char_traits<char>>'],
  ['_ZdlPv', 'operator delete'],
  ['_ZnwmRKSt9nothrow_t', 'operator new'],
  ['_ZN12_GLOBAL__N_14workEv', '(anonymous namespace)::work'],
  ['_ZZ4mainENKUlvE_clEv', 'main::{lambda()#1}::operator()'],
  ['_ZZN3foo3barEiE5cache_0', 'foo::bar::cache'],
  ['_ZN3FooIXadL_ZN3Bar3bazEvEEE3runEv', 'Foo<&Bar::baz>::run'],
  ['_Z1fIFiPiPKcEEvT_', 'f<int (int*, char const*)>'],
  ['_Z1fIPFivEEvT_', 'f<int (*)()>'],
  ['_Z1fIA18_cEvRT_', 'f<char [18]>'],
  ['_Z1fIRA2_A3_iEvT_', 'f<int (&)[2][3]>'],
  ['_Z1fIM3FooFviEEvT_', 'f<void (Foo::*)(int)>'],
  ['_Z1fIN1b1cE1dS2_EvT_', 'f<b::c, d, d>'],
  ['_Z1fIJidcEEvDpT_', 'f<int, double, char>'],
  ['_Z1fILb1ELin5ELm7EEvv', 'f<true, -5, 7ul>'],
  ['_ZN3Foocv3BarEv', 'Foo::operator Bar'],
  ['_ZTV3Foo', 'vtable for Foo'],
  ['_ZThn8_N3Foo3barEv', 'non-virtual thunk to Foo::bar'],
  ['_ZN5clang11transformer5ASTEd3runB5cxx11Ev', 'clang::transformer::ASTEd::run[abi:cxx11]'],
  ['DOUBLE_multiply.part.0', 'DOUBLE_multiply'],
  ['_PyEval_EvalFrameDefault.cold', '_PyEval_EvalFrameDefault'],
  ['memcpy@@GLIBC_2.14', 'memcpy'],
  ['_ZN4core3fmt9Formatter3pad17h0123456789abcdefE', 'core::fmt::Formatter::pad'],
  [
    '_ZN77_$LT$alloc..vec..Vec$LT$u8$GT$$u20$as$u20$core..convert..AsRef$LT$str$GT$$GT$6as_ref17hfedcba9876543210E',
    '<alloc::vec::Vec<u8> as core::convert::AsRef<str>>::as_ref',
  ],
];

for (const [mangled, readable] of names) {
  test(mangled, () => assert.equal(demangle(mangled), readable));
}

test('what is not understood stays as it is', () => {
  for (const name of [
    '',
    '_Z',
    '_Z3fo',
    '_ZN',
    '_Z1fIXplT_T0_EEvv',
    '_Z99999999999a',
    '_ZS_',
    '_ZNT_1aE',
    '_RNvC5crate4name',
  ]) {
    assert.equal(demangle(name), name);
  }
});

test('names that are made to explode are given up early', () => {
  // Each substitution doubles the one before.
  const last = (index: number): string => `S${(index + 2).toString(36).toUpperCase()}_`;
  const steps = Array.from({ length: 30 }, (_, index) => `S1_I${last(index)}${last(index)}E`);
  const doubling = `_Z1fI1a1bIS0_S0_E${steps.join('')}EvT_`;
  assert.equal(
    demangle(`_Z1fI1a1bIS0_S0_E${steps.slice(0, 2).join('')}EvT_`),
    'f<a, b<a, a>, b<b<a, a>, b<a, a>>, b<b<b<a, a>, b<a, a>>, b<b<a, a>, b<a, a>>>>',
  );
  const pairs = `_Z1fI${'N1aI'.repeat(400)}`;
  for (const name of [
    doubling,
    pairs,
    `_Z${'P'.repeat(2000)}i`,
    `_Z1fI${'J'.repeat(1900)}`,
    `_Z${'Z1f'.repeat(600)}`,
  ]) {
    assert.equal(demangle(name), name);
  }
});

test('noise never throws, and what comes out is bounded', () => {
  const alphabet = '_ZNKSTIE1234abcdFPRJXLUlvitCD0';
  for (let seed = 1; seed <= 3000; seed++) {
    const random = seededRandom(seed);
    const length = Math.floor(random() * 80);
    const name = `_Z${Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')}`;
    assert.ok(demangle(name).length <= 8192);
  }
});
