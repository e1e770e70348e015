import type { Phrase } from './phrase.js';

/** Dossiers and forms for the field. */
export const DOSSIER_PHRASES = {
  'dossier.title': ['疑似扰动图斑核查档案', 'Dossier of a suspected disturbance'],
  'dossier.table': ['现场复核信息表', 'Field check sheet'],
  'dossier.detail': ['细节', 'Detail'],
  'dossier.context': ['周边', 'Surroundings'],
  'dossier.natural': ['自然色', 'natural colour'],
  'dossier.falseColour': ['假彩色（裸土偏粉白，植被偏绿）', 'false colour (bare ground pink to white, plants green)'],
  'dossier.grey': ['灰度', 'grey'],
  'dossier.chips': [
    '{scale} · {kind} · 比例尺横线 {bar} 米 · 上为北 · 黄线图斑，蓝虚线防治责任范围',
    '{scale} · {kind} · bar {bar} m · north up · yellow patch, dashed blue approved extent',
  ],
  'dossier.location': [
    '位置图（红圈为图斑，蓝线为重点线路，上为北）',
    'Location (red ring: patch, blue: focus lines, north up)',
  ],
  'form.owner': ['建设单位', 'Owner'],
  'form.projectType': ['项目类型', 'Type of project'],
  'form.village': ['街道（镇）/路（村）', 'Town / village'],
  'form.area': ['扰动面积', 'Disturbed area'],
  'form.dates': ['影像日期', 'Image dates'],
  'form.approved': ['批复情况', 'Approved'],
  'form.yesNoBoxes': ['□ 是  □ 否', '□ yes  □ no'],
  'form.resultBoxes': ['□ 属实 □ 部分属实 □ 不属实 □ 未能到达', '□ confirmed □ partly □ not confirmed □ not reached'],
  'form.checkedBy': ['复核单位', 'Checked by (unit)'],
} as const satisfies Record<string, Phrase>;
