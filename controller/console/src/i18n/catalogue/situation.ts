import type { Catalogue } from '../types';

export const situation = {
  'map.failed': ['此浏览器无法绘制地图（需要 WebGL）；请用终端列表。', 'This browser cannot draw the map (it needs WebGL); use the list.'],
  'map.label': ['终端地图', 'Map of terminals'],
  'map.synthetic': ['示意边界，非真实地图', 'Synthetic boundaries, not a real map'],

  'situation.allAreas': ['全部区域', 'All areas'],
  'area.choose': ['选择区域（可输入名称或代码）', 'Choose areas (type a name or code)'],
  'situation.total': ['终端总数', 'Terminals'],
  'situation.filter': ['筛选区域', 'Area'],
  'situation.playing': ['正在播出', 'Playing now'],
  'situation.nothing': ['现在没有播出', 'Nothing plays now'],
  'situation.next': ['未来 24 小时', 'Next 24 hours'],
  'situation.nothingNext': ['未来 24 小时没有安排', 'Nothing in the next 24 hours'],
  'situation.faults': ['需要处理的终端', 'Terminals that need somebody'],
  'situation.noFaults': ['没有离线的终端', 'No terminal is offline'],
  'situation.terminals': ['{count} 个终端', '{count} terminals'],
  'situation.conflict': ['冲突', 'Conflict'],
  'situation.lastSeen': ['最后在线：{ago}', 'Last seen {ago}'],
  'situation.show': ['显示', 'Show'],
} as const satisfies Catalogue;
