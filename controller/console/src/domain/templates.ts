// Are a template's parameters plausible while they are typed? The controller judges again.
import type { Template, TemplateParameter } from '@/api/models/templates';
import type { Parameters } from '@/i18n/translate';
import type { MessageKey } from '@/i18n/messages';

export interface ParameterProblem {
  key: MessageKey;
  parameters: Parameters;
}

const within = (value: number, parameter: TemplateParameter): boolean =>
  value >= (parameter.min ?? -Infinity) && value <= (parameter.max ?? Infinity);

const range = (parameter: TemplateParameter): Parameters => ({ min: parameter.min ?? '–', max: parameter.max ?? '–' });

export function parameterProblem(parameter: TemplateParameter, value: string): ParameterProblem | null {
  if (value.trim() === '') return parameter.required ? { key: 'template.required', parameters: {} } : null;
  if (parameter.kind === 'number' && (!/^-?\d+(\.\d+)?$/.test(value) || !within(Number(value), parameter)))
    return { key: 'template.badNumber', parameters: range(parameter) };
  if (parameter.kind === 'text' && !within([...value].length, parameter)) return { key: 'template.badText', parameters: range(parameter) };
  if (parameter.kind === 'phone' && !/^\d[\d-]{1,18}\d$/.test(value)) return { key: 'template.badPhone', parameters: {} };
  return null;
}

export const fits = (template: Template, values: Record<string, string>): boolean =>
  template.parameters.every((parameter) => parameterProblem(parameter, values[parameter.name] ?? '') === null);

export const filled = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
