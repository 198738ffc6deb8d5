// Templates of words.
import type { OrderClass } from '@/wire/vocabulary';

export interface TemplateParameter {
  name: string;
  kind: 'text' | 'number' | 'level' | 'time' | 'phone';
  required: boolean;
  min?: number;
  max?: number;
  decimals?: number;
}

export interface Template {
  name: string;
  event_code: string;
  class: OrderClass;
  own: boolean;
  wordings: Partial<Record<'zh' | 'en', { title: string; text: string }>>;
  parameters: TemplateParameter[];
}
