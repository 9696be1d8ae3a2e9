/**
 * Demangling of C++ names: the part of the Itanium C++ ABI's grammar ("Mangling") that function names are made of. Parameters are
 * left out. Expressions and rarely used forms are not understood. Input may be hostile: depth, length of the output and the number
 * of steps are bounded.
 */
import { builtinTypes, extendedTypes, literalSuffixes, operators, standardNames } from './itaniumWords.ts';

/** The readable name, or `undefined` when the name isn't understood. */
export function demangleItanium(mangled: string): string | undefined {
  try {
    return new Demangler(mangled).mangledName();
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class NotUnderstood extends Error {}

const maxDepth = 96;
const maxSteps = 20_000;
const maxOutput = 4096;

/** Where a pointer's star goes in the type of a function or an array. */
const slot = '\u0001';

/** A name so far, and its last part without template arguments: what a constructor is called. */
interface Prefix {
  readonly text: string;
  readonly last: string;
}

class Demangler {
  readonly #input: string;
  #at = 0;
  #depth = 0;
  #steps = 0;
  readonly #substitutions: Prefix[] = [];
  /** What `T_`, `T0_`, … stand for: the arguments of the innermost template. */
  #templateArguments: string[] = [];

  constructor(input: string) {
    this.#input = input;
  }

  mangledName(): string {
    this.#expect('_Z');
    return this.#encoding();
  }

  #encoding(): string {
    if (this.#eat('TV')) return `vtable for ${this.#typeText()}`;
    if (this.#eat('TT')) return `VTT for ${this.#typeText()}`;
    if (this.#eat('TI')) return `typeinfo for ${this.#typeText()}`;
    if (this.#eat('TS')) return `typeinfo name for ${this.#typeText()}`;
    if (this.#eat('GV')) return `guard variable for ${this.#name().text}`;
    if (this.#eat('TW')) return `TLS wrapper function for ${this.#name().text}`;
    if (this.#eat('TH')) return `TLS init function for ${this.#name().text}`;
    if (this.#eat('Th')) return `non-virtual thunk to ${this.#afterOffset(1)}`;
    if (this.#eat('Tv')) return `virtual thunk to ${this.#afterOffset(2)}`;
    return this.#name().text;
  }

  #afterOffset(numbers: number): string {
    for (let index = 0; index < numbers; index++) {
      this.#match(/n?\d+/y);
      this.#expect('_');
    }
    return this.#encoding();
  }

  #name(): Prefix {
    return this.#nested(() => {
      if (this.#eat('N')) return this.#nestedName();
      if (this.#eat('Z')) return this.#localName();
      const substituted = this.#peek() === 'S' && this.#input[this.#at + 1] !== 't';
      let name = substituted ? this.#substitution() : this.#unscopedName();
      if (this.#peek() === 'I') {
        if (!substituted) this.#remember(name);
        name = this.#withArguments(name);
      }
      return name;
    });
  }

  #unscopedName(): Prefix {
    if (!this.#eat('St')) return this.#unqualified('');
    const name = this.#unqualified('');
    return { text: `std::${name.text}`, last: name.last };
  }

  #nestedName(): Prefix {
    this.#match(/[rVK]*[RO]?/y);
    let prefix: Prefix = { text: '', last: '' };
    while (!this.#eat('E')) {
      this.#step();
      const first = this.#peek();
      const atStandard = first === 'S' && this.#input[this.#at + 1] === 't';
      if (first === 'I') {
        if (prefix.text === '') throw new NotUnderstood();
        prefix = this.#withArguments(prefix);
      } else if (atStandard) {
        this.#at += 2;
        prefix = { text: 'std', last: 'std' };
        continue;
      } else if (first === 'S') {
        prefix = this.#substitution();
        continue;
      } else if (first === 'T') {
        prefix = this.#templateParameter();
      } else {
        const part = this.#unqualified(prefix.last);
        prefix = {
          text: prefix.text === '' ? part.text : this.#bounded(`${prefix.text}::${part.text}`),
          last: part.last,
        };
      }
      // The whole name, before E, is no candidate for substitution.
      if (this.#peek() !== 'E') this.#remember(prefix);
    }
    if (prefix.text === '') throw new NotUnderstood();
    return prefix;
  }

  /** A name inside a function. */
  #localName(): Prefix {
    const outer = this.#encoding();
    if (this.#peek() !== 'E') this.#skipParameters();
    this.#expect('E');
    if (this.#eat('s')) {
      this.#discriminator();
      return { text: `${outer}::string literal`, last: '' };
    }
    if (this.#eat('d')) {
      this.#match(/\d*/y);
      this.#expect('_');
    }
    const inner = this.#name();
    this.#discriminator();
    return { text: this.#bounded(`${outer}::${inner.text}`), last: inner.last };
  }

  #discriminator(): void {
    this.#match(/(?:__\d+_|_\d)?/y);
  }

  #skipParameters(): void {
    while (this.#peek() !== 'E' && this.#peek() !== '') {
      this.#step();
      this.#type();
    }
  }

  /** @param enclosing the class's own name, for its constructors */
  #unqualified(enclosing: string): Prefix {
    this.#eat('L');
    const name = this.#unqualifiedName(enclosing);
    let text = name.text;
    while (this.#eat('B')) text = `${text}[abi:${this.#sourceName()}]`;
    return { text, last: name.last };
  }

  #unqualifiedName(enclosing: string): Prefix {
    const first = this.#peek();
    if (first >= '0' && first <= '9') return same(this.#sourceName());
    if (first === 'C' || first === 'D') {
      const kind = this.#match(/C[1-5]|D[0-5]/y);
      if (kind === '' || enclosing === '') throw new NotUnderstood();
      return same(first === 'C' ? enclosing : `~${enclosing}`);
    }
    if (first === 'U') return same(this.#unnamed());
    return same(this.#operatorName());
  }

  #unnamed(): string {
    if (this.#eat('Ut')) return `{unnamed type#${this.#counter()}}`;
    this.#expect('Ul');
    const parameters: string[] = [];
    while (!this.#eat('E')) {
      this.#step();
      const type = this.#typeText();
      if (type !== 'void') parameters.push(type);
    }
    return this.#bounded(`{lambda(${parameters.join(', ')})#${this.#counter()}}`);
  }

  /** `_` is the first, `0_` the second, … */
  #counter(): number {
    const digits = this.#match(/\d*/y);
    this.#expect('_');
    return digits === '' ? 1 : Number(digits) + 2;
  }

  #operatorName(): string {
    if (this.#eat('cv')) return `operator ${this.#typeText()}`;
    if (this.#eat('li')) return `operator"" ${this.#sourceName()}`;
    const operator = operators.get(this.#input.slice(this.#at, this.#at + 2));
    if (operator === undefined) throw new NotUnderstood();
    this.#at += 2;
    return `operator${operator}`;
  }

  #sourceName(): string {
    const length = Number(this.#match(/\d+/y) || Number.NaN);
    if (!(length > 0 && this.#at + length <= this.#input.length)) throw new NotUnderstood();
    const name = this.#input.slice(this.#at, this.#at + length);
    this.#at += length;
    return name.startsWith('_GLOBAL__N') ? '(anonymous namespace)' : name;
  }

  #substitution(): Prefix {
    this.#expect('S');
    const standard = standardNames.get(this.#peek());
    if (standard !== undefined) {
      this.#at++;
      return { text: standard[0], last: standard[1] };
    }
    const digits = this.#match(/[0-9A-Z]*/y);
    this.#expect('_');
    const found = this.#substitutions[digits === '' ? 0 : Number.parseInt(digits, 36) + 1];
    if (found === undefined) throw new NotUnderstood();
    return found;
  }

  #templateParameter(): Prefix {
    this.#expect('T');
    const digits = this.#match(/[0-9]*/y);
    this.#expect('_');
    const found = this.#templateArguments[digits === '' ? 0 : Number(digits) + 1];
    if (found === undefined) throw new NotUnderstood();
    return same(found);
  }

  #withArguments(name: Prefix): Prefix {
    const given = this.#templateArgumentList();
    this.#templateArguments = given;
    // `operator<<` and its arguments would run together.
    const open = name.text.endsWith('<') ? ' <' : '<';
    return {
      text: this.#bounded(`${name.text}${open}${given.filter((each) => each !== '').join(', ')}>`),
      last: name.last,
    };
  }

  #templateArgumentList(): string[] {
    return this.#nested(() => {
      this.#expect('I');
      const given: string[] = [];
      while (!this.#eat('E')) {
        this.#step();
        given.push(this.#templateArgument());
      }
      return given;
    });
  }

  #templateArgument(): string {
    if (this.#eat('L')) return this.#literal();
    if (this.#eat('J')) {
      const pack: string[] = [];
      while (!this.#eat('E')) {
        this.#step();
        pack.push(this.#templateArgument());
      }
      return this.#bounded(pack.join(', '));
    }
    if (this.#eat('XadL_Z')) return this.#addressOf('EE');
    if (this.#peek() === 'X') throw new NotUnderstood();
    return this.#typeText();
  }

  #addressOf(end: string): string {
    const outer = this.#templateArguments;
    const name = this.#encoding();
    if (this.#peek() !== 'E') this.#skipParameters();
    this.#expect(end);
    this.#templateArguments = outer;
    return `&${name}`;
  }

  #literal(): string {
    if (this.#eat('_Z')) return this.#addressOf('E');
    const type = this.#typeText();
    const value = this.#match(/n?[0-9a-z]*/y).replace(/^n/, '-');
    this.#expect('E');
    if (type === 'bool') return value === '0' ? 'false' : 'true';
    const suffix = literalSuffixes.get(type);
    return suffix === undefined ? `(${type})${value}` : `${value}${suffix}`;
  }

  #typeText(): string {
    return this.#type().text.replace(slot, '');
  }

  #type(): Prefix {
    return this.#nested(() => {
      const first = this.#peek();
      const builtin = builtinTypes.get(first);
      if (builtin !== undefined) {
        this.#at++;
        return same(builtin);
      }
      if (first === 'S' && this.#input[this.#at + 1] !== 't') return this.#substitutedType();
      const type = this.#compoundType(first);
      if (!type.isBuiltin) this.#remember(type);
      return type;
    });
  }

  #substitutedType(): Prefix {
    const name = this.#substitution();
    if (this.#peek() !== 'I') return name;
    const type = this.#withTypeArguments(name);
    this.#remember(type);
    return type;
  }

  /** Arguments of a type do not change what `T_` stands for. */
  #withTypeArguments(name: Prefix): Prefix {
    const outer = this.#templateArguments;
    const type = this.#withArguments(name);
    this.#templateArguments = outer;
    return type;
  }

  #compoundType(first: string): Prefix & { readonly isBuiltin?: boolean } {
    switch (first) {
      case 'P':
        return this.#wrapped('*');
      case 'R':
        return this.#wrapped('&');
      case 'O':
        return this.#wrapped('&&');
      case 'K':
        return this.#wrapped(' const');
      case 'V':
        return this.#wrapped(' volatile');
      case 'r':
        return this.#wrapped(' restrict');
      case 'F':
        return this.#functionType();
      case 'A':
        return this.#arrayType();
      case 'M':
        return this.#memberPointer();
      case 'D':
        return this.#extendedType();
      case 'u':
        this.#at++;
        return same(this.#sourceName());
      case 'T':
        return this.#parameterType();
      default:
        return this.#className();
    }
  }

  #className(): Prefix {
    const outer = this.#templateArguments;
    const name = this.#name();
    this.#templateArguments = outer;
    return name;
  }

  #parameterType(): Prefix {
    const parameter = this.#templateParameter();
    if (this.#peek() !== 'I') return parameter;
    this.#remember(parameter);
    return this.#withTypeArguments(parameter);
  }

  #wrapped(suffix: string): Prefix {
    this.#at++;
    const inner = this.#type().text;
    // A pointer to a function or an array stands in the middle of its type.
    if (inner.includes(`(*${slot}`)) return same(this.#bounded(inner.replace(slot, `${suffix}${slot}`)));
    if (inner.includes(slot)) return same(this.#bounded(inner.replace(slot, `(${suffix}${slot})`)));
    return same(this.#bounded(`${inner}${suffix}`));
  }

  #functionType(): Prefix {
    this.#at++;
    this.#eat('Y');
    const result = this.#typeText();
    const parameters: string[] = [];
    while (!this.#eat('E')) {
      this.#step();
      if (this.#match(/[RO](?=E)/y) !== '') continue;
      const type = this.#typeText();
      if (type !== 'void') parameters.push(type);
    }
    return same(this.#bounded(`${result} ${slot}(${parameters.join(', ')})`));
  }

  #arrayType(): Prefix {
    this.#at++;
    const length = this.#match(/\d*/y);
    this.#expect('_');
    const element = this.#type().text;
    // Of several dimensions the outer one comes first.
    return same(
      this.#bounded(
        element.includes(slot) ? element.replace(slot, `${slot}[${length}]`) : `${element} ${slot}[${length}]`,
      ),
    );
  }

  #memberPointer(): Prefix {
    this.#at++;
    const owner = this.#typeText();
    const member = this.#type().text;
    return same(
      this.#bounded(member.includes(slot) ? member.replace(slot, `(${owner}::*${slot})`) : `${member} ${owner}::*`),
    );
  }

  #extendedType(): Prefix & { readonly isBuiltin?: boolean } {
    if (this.#eat('Dp')) return this.#type();
    if (this.#eat('Do')) return this.#functionType();
    const known = extendedTypes.get(this.#input[this.#at + 1] ?? '');
    if (known === undefined) throw new NotUnderstood();
    this.#at += 2;
    return { ...same(known), isBuiltin: true };
  }

  #remember(name: Prefix): void {
    this.#substitutions.push(name);
  }

  #bounded(text: string): string {
    if (text.length > maxOutput) throw new NotUnderstood();
    return text;
  }

  #nested<T>(parse: () => T): T {
    if (++this.#depth > maxDepth) throw new NotUnderstood();
    this.#step();
    const parsed = parse();
    this.#depth--;
    return parsed;
  }

  #step(): void {
    if (++this.#steps > maxSteps || this.#at >= this.#input.length) throw new NotUnderstood();
  }

  #peek(): string {
    return this.#input[this.#at] ?? '';
  }

  #eat(text: string): boolean {
    if (!this.#input.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #expect(text: string): void {
    if (!this.#eat(text)) throw new NotUnderstood();
  }

  /** @param pattern sticky */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#input)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}

function same(text: string): Prefix {
  return { text, last: text };
}
