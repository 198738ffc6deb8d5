import { dispatch } from './catalogue/dispatch';
import { errors } from './catalogue/errors';
import { notices } from './catalogue/notices';
import { office } from './catalogue/office';
import { orders } from './catalogue/orders';
import { people } from './catalogue/people';
import { problems } from './catalogue/problems';
import { reference } from './catalogue/reference';
import { schedule } from './catalogue/schedule';
import { shell } from './catalogue/shell';
import { situation } from './catalogue/situation';
import { terminals } from './catalogue/terminals';
import { words } from './catalogue/words';

export const catalogues = [shell, situation, dispatch, orders, terminals, schedule, office, people, words, errors, problems, notices, reference];
export const messages = {
  ...shell, ...situation, ...dispatch, ...orders, ...terminals, ...schedule, ...office, ...people, ...words, ...errors, ...problems, ...notices, ...reference,
} as const;
export type MessageKey = keyof typeof messages;
