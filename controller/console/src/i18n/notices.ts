// What the controller says in one English line, in the reader's language. A line that does not look as expected stays as it is.
import type { Warning } from '@/api/models/prepare';
import type { Language } from '@/domain/times';
import type { MessageKey } from './messages';
import { translate, translateWord } from './translate';

type Rule = readonly [pattern: RegExp, key: MessageKey];

function byRule(rules: readonly Rule[], language: Language, line: string): string {
  for (const [pattern, key] of rules) {
    const match = pattern.exec(line);
    if (match) return translate(language, key, match.groups ?? {});
  }
  return line;
}

const clipRules: readonly Rule[] = [
  [/^clipped:/, 'clipWarning.clipped'],
  [/^offset: .* (?<percent>[\d.]+) % was removed$/, 'clipWarning.offset'],
  [/^quiet: .* had (?<lufs>-?[\d.]+) LUFS/, 'clipWarning.quiet'],
  [/^short: only (?<seconds>[\d.]+) s/, 'clipWarning.short'],
  [/^pause: (?<seconds>\d+) s .* from second (?<at>\d+) on$/, 'clipWarning.pause'],
  [/^peaks: .* at (?<lufs>-?[\d.]+) LUFS/, 'clipWarning.peaks'],
  [/^one_channel:/, 'clipWarning.one_channel'],
  [/^opposite_channels:/, 'clipWarning.opposite_channels'],
  [/^surplus: (?<count>\d+) bytes/, 'clipWarning.surplus'],
];
const damaged = /^damaged: .*?: (?<why>.*)$/;

/** The complaint of a decoder is kept behind the words: it alone says what is damaged. */
export function clipWarningText(language: Language, line: string): string {
  const why = damaged.exec(line)?.groups?.why;
  return why === undefined ? byRule(clipRules, language, line) : `${translate(language, 'clipWarning.damaged')} (${why})`;
}

const orderRules: Record<string, readonly Rule[]> = {
  night: [[/^/, 'warning.night']],
  whole_county: [[/(?<some>\d+) of (?<all>\d+) terminals/, 'warning.whole_county']],
  very_long: [[/(?<seconds>\d+) s$/, 'warning.very_long']],
  very_loud: [[/(?<percent>\d+) %/, 'warning.very_loud']],
  conflict: [
    [/order (?<order>\S+): (?<headline>.+)$/, 'warning.conflict'],
    [/order (?<order>\S+)$/, 'warning.conflict_unnamed'],
  ],
  leaves_out: [[/^(?<count>\d+) terminals/, 'warning.leaves_out']],
};

export function warningText(language: Language, warning: Warning): string {
  if (warning.code === 'clip') return clipWarningText(language, warning.text);
  return byRule(orderRules[warning.code] ?? [], language, warning.text);
}

const subjectRules: readonly Rule[] = [
  [/^trust list (?<name>\d+)$/, 'subject.trustList'],
  [/^freshness of trust list (?<name>\d+)$/, 'subject.freshness'],
  [/^key (?<name>[0-9a-f]+) of (?<person>.*)$/, 'subject.key'],
  [/^certificate of the link$/, 'subject.linkCertificate'],
  [/^certificate of HTTPS$/, 'subject.httpsCertificate'],
  [/^certificate of the console$/, 'subject.consoleCertificate'],
  [/^certificate of (?<name>\S+)$/, 'subject.certificate'],
];

/** What is about to end: a key, a list, a certificate. */
export const subjectText = (language: Language, subject: string): string => byRule(subjectRules, language, subject);

const healthRules: readonly Rule[] = [
  [/^no trust list/, 'health.noTrustList'],
  [/^the trust list has expired/, 'health.trustListExpired'],
  [/^the trust list is stale/, 'health.trustListStale'],
  [/^the last write to the database failed: (?<why>.*)$/, 'health.database'],
  [/^people were called/, 'health.unreached'],
  [/^(?<count>\d+) more have ended/, 'health.more'],
];
const ending = /^(?<subject>.*) (?:has ended|ends within (?<days>\d+) days)$/;

export function healthText(language: Language, line: string): string {
  return endText(language, line) ?? byRule(healthRules, language, line);
}

function endText(language: Language, line: string): string | null {
  const { subject, days } = ending.exec(line)?.groups ?? {};
  if (subject === undefined) return null;
  return translate(language, days === undefined ? 'health.ended' : 'health.ends', { subject: subjectText(language, subject), ...(days && { days }) });
}

const callRules: readonly Rule[] = [
  [/^draft: (?<headline>.*)$/s, 'call.draft'],
  [/^hardware (?<hardware>\S+) waits for its place$/, 'call.hardware'],
  [/^two devices speak as (?<terminal>\S+)$/, 'call.clone'],
  [/^two devices used one claim code$/, 'call.claimTwice'],
  [/^(?<count>\d+) more are about to end$/, 'call.moreEnd'],
  [/^the database refuses to write: (?<why>.*)$/s, 'call.database'],
  [/^a fault of its own ended the controller, it was started again; report: (?<file>.*)$/s, 'call.crash'],
  [/^a signed CAP message was refused: (?<why>.*)$/s, 'call.cap'],
  [/^rollout completed$/, 'call.rolloutDone'],
];
const reasonRules: readonly Rule[] = [[/^ended by (?<digest>[0-9a-f]{12})[0-9a-f]*$/, 'reason.ended']];
const withdrawn = /^withdrawn: (?<refusal>\w+)$/;

/** Why an order waits, was returned or ended: a person's words stay as they are. */
export function reasonText(language: Language, line: string): string {
  const refusal = withdrawn.exec(line)?.groups?.refusal;
  return refusal === undefined ? byRule(reasonRules, language, line) : translate(language, 'reason.withdrawn', { why: translateWord(language, 'error.refused', refusal) });
}

/** Rings count from 0 there, and from 1 for people. */
const paused = /^rollout paused in ring (?<ring>\d+): (?<confirmed>\d+) confirmed, (?<bad>\d+) failed or silent, of (?<members>\d+)$/;
const ordered = /^(?<class>actual|exercise|test|routine) (?<level>\S+) to (?<count>\d+) terminals: (?<headline>.*)$/s;

/** What people were called for. */
export function callText(language: Language, line: string): string {
  const order = ordered.exec(line)?.groups;
  const rollout = paused.exec(line)?.groups;
  if (rollout) return translate(language, 'call.rolloutPaused', { ...rollout, ring: Number(rollout.ring) + 1 });
  if (!order) return endText(language, line) ?? byRule(callRules, language, line);
  return translate(language, 'call.order', {
    class: translateWord(language, 'class', order.class!), level: translateWord(language, 'levelShort', order.level!), count: order.count!, headline: order.headline || '–',
  });
}
