import type { Catalogue } from '../types';

// Words for what goes wrong in the browser itself; problems.ts has those for what the API answers.
export const errors = {
  'error.network': ['无法连接控制中心', 'The controller cannot be reached'],
  'error.digest': ['摘要与内容不符：不要签名，请报告', 'The digest does not fit the bytes: do not sign, report it'],
  'error.wire': ['无法读懂待签名的内容，不能签名', 'The bytes cannot be read: not to be signed'],
  'error.noKey': ['此浏览器没有用于“{purpose}”的密钥', 'This browser holds no key for “{purpose}”'],
  'error.notListed': ['您的密钥 {key} 尚未列入信任清单', 'Your key {key} is not on the trust list yet'],
} as const satisfies Catalogue;
