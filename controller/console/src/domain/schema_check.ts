// Whether an answer is what the description of the API says of it: types, choices, patterns, and no member that is not described. Pure.
import type { OpenApi, Schema } from './openapi';

interface Checked extends Schema {
  pattern?: string;
  additionalProperties?: boolean | Schema;
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
};

function partsOf(document: OpenApi, schema: Checked): Checked[] {
  const whole = schema.$ref ? ((document.components.schemas[schema.$ref.split('/').at(-1)!] ?? {}) as Checked) : schema;
  return whole.allOf ? [...whole.allOf.flatMap((part) => partsOf(document, part)), { ...whole, allOf: undefined }] : [whole];
}

function membersOf(document: OpenApi, parts: Checked[], value: Record<string, unknown>, at: string): string[] {
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Record<string, Schema>;
  const rest = parts.map((part) => part.additionalProperties).find((one) => one !== undefined);
  const required = parts.flatMap((part) => part.required ?? []).filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`);
  // A schema that names no member at all leaves them open.
  if (Object.keys(properties).length === 0 && rest === undefined) return required;
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const known = properties[name] ?? (typeof rest === 'object' ? rest : undefined);
    if (known) return disagreements(document, known, member, `${at}.${name}`);
    return rest === true ? [] : [`${at}.${name} is not described`];
  });
  return [...required, ...wrong];
}

/** One line for each place that is not as described; the same place of a list only once. */
export function disagreements(document: OpenApi, schema: Schema, value: unknown, at: string): string[] {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.some((choice) => disagreements(document, choice, value, at).length === 0) ? [] : [`${at} is none of its choices`];
  const parts = partsOf(document, schema);
  const type = typeOf(value);
  const types = parts.flatMap((part) => part.type ?? []);
  if (types.length > 0 && !types.includes(type) && !(type === 'integer' && types.includes('number'))) return [`${at} is ${type}, not ${types.join(' or ')}`];
  if (type === 'object') return membersOf(document, parts, value as Record<string, unknown>, at);
  if (type === 'array') {
    const items = parts.find((part) => part.items)?.items;
    return items ? [...new Set((value as unknown[]).flatMap((one) => disagreements(document, items, one, `${at}[]`)))] : [];
  }
  const chosen = parts.find((part) => part.enum)?.enum;
  if (chosen && value !== null && !chosen.includes(value)) return [`${at} is ${String(value)}, which is no choice`];
  const pattern = parts.find((part) => part.pattern)?.pattern;
  return pattern && type === 'string' && !new RegExp(pattern).test(value as string) ? [`${at} is not of the form ${pattern}`] : [];
}
