import { describe, expect, it } from 'vitest';
import { callText, clipWarningText, healthText, reasonText, warningText } from './notices';

const han = /\p{Script=Han}/u;

describe('lines of the controller', () => {
  it('of a prepared order are said in both languages, with their numbers', () => {
    const lines: [string, string, string][] = [
      ['night', 'it sounds at night', '夜间'],
      ['whole_county', 'it reaches 12 of 14 terminals', '12 / 14'],
      ['very_long', 'it sounds for 900 s', '900'],
      ['very_loud', 'volume 100 %', '100%'],
      ['conflict', 'it sounds at the same time as order 0a1b2c3d', '0a1b2c3d'],
      ['conflict', 'it sounds at the same time as order 0a1b2c3d: noon: the news', 'noon: the news'],
      ['leaves_out', '3 terminals of the superseded order are not addressed: it goes on there until it is cancelled', '3 个终端'],
      ['clip', 'short: only 0.3 s of sound', '0.3 秒'],
    ];
    for (const [code, text, part] of lines) {
      expect(warningText('zh', { code, text }), code).toContain(part);
      expect(warningText('zh', { code, text }), code).toMatch(han);
      expect(warningText('en', { code, text }), code).not.toMatch(han);
    }
  });

  it('of a clip are said by their stable word', () => {
    const lines = [
      'clipped: the recording was clipped before it came here', 'offset: a constant offset of 5 % was removed',
      'quiet: quieter than -40 LUFS: the recording had -45.2 LUFS, noise was amplified with it', 'short: only 0.4 s of sound',
      'pause: 7 s of silence inside, from second 3 on', 'peaks: its peaks keep it at -19.5 LUFS, quieter than others',
      'one_channel: the left channel is silent; the right one was taken', 'opposite_channels: the two channels cancel each other; the left one was taken',
      'surplus: 128 bytes behind the recording were left out', 'damaged: the decoder met something wrong in it: invalid frame',
    ];
    for (const line of lines) {
      expect(clipWarningText('zh', line), line).toMatch(han);
      expect(clipWarningText('zh', line), line).not.toContain('{');
    }
    expect(clipWarningText('zh', lines[2]!)).toContain('-45.2 LUFS');
    expect(clipWarningText('zh', lines[9]!)).toContain('invalid frame');
  });

  it('of the health are said with what they are about', () => {
    expect(healthText('zh', 'no trust list: no order can be verified')).toBe('还没有信任清单：任何播发都不能验证');
    expect(healthText('zh', 'key 0a1b of 李 of 四 has ended')).toBe('李 of 四 的密钥 0a1b 已过期');
    expect(healthText('zh', 'certificate of the console ends within 7 days')).toBe('控制台的证书 将在 7 天内过期');
    expect(healthText('en', 'freshness of trust list 7 has ended')).toBe('The freshness of trust list 7 has ended');
    expect(healthText('zh', 'the last write to the database failed: disk full')).toContain('disk full');
    expect(healthText('zh', '4 more have ended or soon will')).toContain('4');
  });

  it('of calls are said with what they are about, whatever stands in them', () => {
    const lines: [string, string][] = [
      ['actual I to 2 terminals: 长江洪峰', '实际警报 I 级 红，2 个终端：长江洪峰'], ['routine routine to 4 terminals: a to 2 terminals: b', '日常广播 日常，4 个终端：a to 2 terminals: b'],
      ['exercise II to 1 terminals: ', '演习 II 级 橙，1 个终端：–'], ['draft: {count}\n<b>', '草稿：{count}\n<b>'], ['hardware SN-40021 waits for its place', '新硬件 SN-40021 等待绑定安装点'],
      ['two devices speak as TL-1', '有两台设备自称终端 TL-1'], ['certificate of TL-1 ends within 30 days', '终端 TL-1 的证书 将在 30 天内过期'], ['3 more are about to end', '还有 3 项即将过期'],
      ['rollout paused in ring 2: 7 confirmed, 2 failed or silent, of 10', '固件升级在第 3 圈暂停：10 台中 7 台确认，2 台失败或无回音'], ['otherwise', 'otherwise'],
    ];
    for (const [line, words] of lines) expect(callText('zh', line)).toBe(words);
    for (const [line] of lines.slice(2, 3)) expect(callText('en', line)).not.toMatch(han);
  });

  it('of why an order ended are said in words; a person\u2019s own words stay', () => {
    expect(reasonText('zh', `ended by ${'0a1b2c3d'.repeat(8)}`)).toContain('0a1b2c3d0a1b…');
    expect(reasonText('zh', 'withdrawn: unknown_key')).toMatch(/^已撤回：\p{Script=Han}/u);
    expect(reasonText('zh', '标题不对')).toBe('标题不对');
  });

  it('that nobody foresaw stay as they are', () => {
    expect(warningText('zh', { code: 'new', text: '<b>x</b>' })).toBe('<b>x</b>');
    expect(warningText('zh', { code: 'whole_county', text: 'otherwise' })).toBe('otherwise');
    expect(clipWarningText('zh', 'otherwise')).toBe('otherwise');
    expect(healthText('zh', 'otherwise')).toBe('otherwise');
  });
});
