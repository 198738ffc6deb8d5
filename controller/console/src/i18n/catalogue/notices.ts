import type { Catalogue } from '../types';

// Lines that the controller says in English, by what they say; one that is not here is shown as it came (i18n/notices.ts).
export const notices = {
  'warning.night': ['有的时刻在夜间', 'It sounds at night'],
  'warning.whole_county': ['几乎覆盖全县：{some} / {all} 个终端', 'It reaches {some} of {all} terminals'],
  'warning.very_long': ['播出时间很长：{seconds} 秒', 'It sounds for {seconds} s'],
  'warning.very_loud': ['音量很大：{percent}%', 'Very loud: {percent}%'],
  'warning.conflict': ['与播发 {order} 同时播出', 'It sounds at the same time as order {order}'],
  'warning.leaves_out': ['被取代播发的 {count} 个终端不在范围内：那里会继续播，直到被取消', '{count} terminals of the replaced order are left out: it goes on there until it is cancelled'],

  'clipWarning.clipped': ['录音来时已经削波失真', 'The recording was clipped before it came here'],
  'clipWarning.offset': ['已去除 {percent}% 的直流偏移', 'A constant offset of {percent}% was removed'],
  'clipWarning.quiet': ['录音很轻（{lufs} LUFS），噪声也被放大', 'The recording was quiet ({lufs} LUFS): noise was amplified with it'],
  'clipWarning.short': ['只有 {seconds} 秒声音', 'Only {seconds} s of sound'],
  'clipWarning.pause': ['中间有 {seconds} 秒静音，从第 {at} 秒起', '{seconds} s of silence inside, from second {at} on'],
  'clipWarning.peaks': ['因有峰值，只能到 {lufs} LUFS，比其他音频轻', 'Its peaks keep it at {lufs} LUFS, quieter than others'],
  'clipWarning.one_channel': ['两个声道中有一个无声，已取另一个', 'One of two channels is silent; the other was taken'],
  'clipWarning.opposite_channels': ['两个声道互相抵消，只取了一个', 'Two channels cancel each other; one was taken'],
  'clipWarning.surplus': ['录音末尾多余的 {count} 字节已去掉', '{count} bytes behind the recording were left out'],
  'clipWarning.damaged': ['录音中有损坏之处，请先听一遍', 'Something inside the recording is damaged: listen to it first'],

  'health.noTrustList': ['还没有信任清单：任何播发都不能验证', 'No trust list: no order can be verified'],
  'health.trustListExpired': ['信任清单已过期：90 天内只能应急播发', 'The trust list has expired: only dispatch goes on, for 90 days'],
  'health.trustListStale': ['信任清单久未确认：日常广播和转发已暂停', 'The trust list is stale: announce and relay are suspended'],
  'health.database': ['上次写入数据库失败：{why}', 'The last write to the database failed: {why}'],
  'health.unreached': ['呼叫了值班人员，但没有人收到', 'People were called and nobody could be reached'],
  'health.ended': ['{subject} 已过期', '{subject} has ended'],
  'health.ends': ['{subject} 将在 {days} 天内过期', '{subject} ends within {days} days'],
  'health.more': ['还有 {count} 项已过期或即将过期', '{count} more have ended or soon will'],

  'call.order': ['{class} {level}，{count} 个终端：{headline}', '{class} {level} to {count} terminals: {headline}'],
  'call.draft': ['草稿：{headline}', 'Draft: {headline}'],
  'call.hardware': ['新硬件 {hardware} 等待绑定安装点', 'Hardware {hardware} waits for its place'],
  'call.clone': ['有两台设备自称终端 {terminal}', 'Two devices speak as {terminal}'],
  'call.claimTwice': ['有两台设备用了同一个认领码', 'Two devices used one claim code'],
  'call.moreEnd': ['还有 {count} 项即将过期', '{count} more are about to end'],
  'call.database': ['数据库拒绝写入：{why}', 'The database refuses to write: {why}'],
  'call.crash': ['控制中心因自身故障退出，已重新启动；报告：{file}', 'A fault of its own ended the controller, it was started again; report: {file}'],
  'call.cap': ['一条有签名的 CAP 消息被拒绝：{why}', 'A signed CAP message was refused: {why}'],
  'call.rolloutDone': ['固件升级已全部完成', 'The rollout is completed'],
  'call.rolloutPaused': ['固件升级在第 {ring} 圈暂停：{members} 台中 {confirmed} 台确认，{bad} 台失败或无回音', 'The rollout is paused in ring {ring}: {confirmed} confirmed, {bad} failed or silent, of {members}'],

  'reason.ended': ['已由签名的停止、取消或新播发结束（摘要 {digest}…）', 'Ended by a signed stop, cancel or newer order (digest {digest}…)'],
  'reason.withdrawn': ['已撤回：{why}', 'Withdrawn: {why}'],

  'subject.trustList': ['信任清单 {name}', 'Trust list {name}'],
  'subject.freshness': ['信任清单 {name} 的有效确认', 'The freshness of trust list {name}'],
  'subject.key': ['{person} 的密钥 {name}', 'Key {name} of {person}'],
  'subject.linkCertificate': ['终端连接的证书', 'The certificate of the link'],
  'subject.httpsCertificate': ['HTTPS 证书', 'The certificate of HTTPS'],
  'subject.consoleCertificate': ['控制台的证书', 'The certificate of the console'],
  'subject.certificate': ['终端 {name} 的证书', 'The certificate of {name}'],
} as const satisfies Catalogue;
