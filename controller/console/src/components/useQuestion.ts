import { useMemo, useState } from 'react';
import { notAsked, Question, type Asked } from '@/domain/question';

/** A question to the controller whose answer is dropped when the form says something else by then. */
export function useQuestion<Answer>(): Asked<Answer> & Pick<Question<Answer>, 'ask' | 'forget'> {
  const [asked, setAsked] = useState<Asked<Answer>>(notAsked);
  const question = useMemo(() => new Question<Answer>(setAsked), []);
  return { ...asked, ask: (act) => question.ask(act), forget: () => question.forget() };
}
