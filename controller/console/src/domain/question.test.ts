import { describe, expect, it } from 'vitest';
import { notAsked, Question, type Asked } from './question';

interface Late {
  promise: Promise<string>;
  resolve: (answer: string) => void;
  reject: (error: Error) => void;
}

function late(): Late {
  let resolve!: Late['resolve'];
  let reject!: Late['reject'];
  const promise = new Promise<string>((yes, no) => [resolve, reject] = [yes, no]);
  return { promise, resolve, reject };
}

function asking(): { question: Question<string>; shown: () => Asked<string> } {
  let shown: Asked<string> = notAsked;
  return { question: new Question<string>((state) => { shown = state; }), shown: () => shown };
}

describe('what a form has asked', () => {
  it('is shown when it is answered', async () => {
    const { question, shown } = asking();
    const asked = late();
    const done = question.ask(() => asked.promise);
    expect(shown()).toEqual({ answer: null, error: null, busy: true });
    asked.resolve('seven starts');
    await done;
    expect(shown()).toEqual({ answer: 'seven starts', error: null, busy: false });
  });

  it('is not shown when the form has been changed before the answer came, nor is its failure', async () => {
    for (const end of ['resolve', 'reject'] as const) {
      const { question, shown } = asking();
      const asked = late();
      const done = question.ask(() => asked.promise);
      question.forget();
      expect(shown()).toEqual(notAsked);
      if (end === 'resolve') asked.resolve('of what it said before');
      else asked.reject(new Error('of what it said before'));
      await done;
      expect(shown()).toEqual(notAsked);
    }
  });

  it('is shown of the last question alone, in whatever order the answers come', async () => {
    const { question, shown } = asking();
    const [first, second] = [late(), late()];
    const both = [question.ask(() => first.promise), (question.forget(), question.ask(() => second.promise))];
    second.resolve('second');
    await both[1];
    first.resolve('first');
    await both[0];
    expect(shown().answer).toBe('second');
  });

  it('keeps what was wrong until it is asked again', async () => {
    const { question, shown } = asking();
    const problem = new Error('no such place');
    await question.ask(() => Promise.reject(problem));
    expect(shown()).toEqual({ answer: null, error: problem, busy: false });
    question.forget();
    expect(shown().error).toBe(problem);
    await question.ask(() => Promise.resolve('fine'));
    expect(shown()).toEqual({ answer: 'fine', error: null, busy: false });
  });
});
