import type { Phrase } from './phrase.js';

/**
 * Reasons of rules and scores; the keys and their values are those of `rules/reason-keys.ts` (ratios 0..1, m², m).
 * Wording stays with what was seen: 疑似, 未见, 可能. A person decides what it is.
 */
export const REASON_PHRASES = {
  'rule.within': [
    '图斑位于“{project}”防治责任范围内（容差 {toleranceM|m} 米）',
    'Lies within the approved extent of “{project}” (tolerance {toleranceM|m} m)',
  ],
  'rule.outsideSmall': [
    '与“{project}”防治责任范围相交，范围外 {outsideM2|ha} 公顷，未达限值 {limitM2|ha} 公顷（容差 {toleranceM|m} 米）',
    'Meets the approved extent of “{project}”; {outsideM2|ha} ha outside, below the limit of {limitM2|ha} ha (tolerance {toleranceM|m} m)',
  ],
  'rule.beyond': [
    '与“{project}”防治责任范围相交，疑似超出 {outsideM2|ha} 公顷，占图斑 {outsideRatio|percent}（容差 {toleranceM|m} 米）',
    'Meets the approved extent of “{project}”; suspected {outsideM2|ha} ha beyond it, {outsideRatio|percent} of the patch (tolerance {toleranceM|m} m)',
  ],
  'rule.majorChange': [
    '“{project}”疑似超出部分累计 {sumM2|ha} 公顷，为批准面积 {approvedM2|ha} 公顷的 {ratio|percent}，达到重大变更提示线 {limitRatio|percent}',
    '“{project}”: suspected parts beyond the extent add up to {sumM2|ha} ha, {ratio|percent} of the approved {approvedM2|ha} ha; the hint of a major change is at {limitRatio|percent}',
  ],
  'rule.earlierOutside': [
    '“{project}”的累计面积中，{earlierM2|ha} 公顷来自线索库中其他未剔除的 {leads} 条线索（按现行防治责任范围计，重叠处不重复计）',
    'Of the sum of “{project}”, {earlierM2|ha} ha come from {leads} other standing lead(s) of the register (beyond the extent in force now; shared ground counts once)',
  ],
  'rule.noApproval': [
    '{searchedM|m} 米内未见已上图的防治责任范围，疑似未批先建',
    'No approved extent on the map within {searchedM|m} m: suspected to be built without approval',
  ],
  'rule.noFootprints': [
    '未提供防治责任范围，无法比对，仅作线索',
    'No approved extents were given to compare with: a clue only',
  ],
  'rule.possiblyExempt': [
    '面积 {areaM2|ha} 公顷，小于 {limitM2|ha} 公顷；若挖填土石方量不足 {limitM3|m} 立方米，可能可不编报方案，须核实土石方',
    '{areaM2|ha} ha, below {limitM2|ha} ha; with less than {limitM3|m} m³ of earthwork it may be exempt from a plan: check the volume',
  ],
  'rule.relocation': [
    '距“{project}”防治责任范围 {distanceM|m} 米，而该范围内两期均未见扰动，疑似建设地点变更',
    '{distanceM|m} m from the approved extent of “{project}”, inside which neither date shows disturbance: suspected relocation',
  ],
  'rule.lateralShift': [
    '距“{project}”批准线位最远 {shiftM|m} 米（限 {limitM|m} 米），横向位移路段累计占线路 {ratio|percent}（限 {limitRatio|percent}），疑似建设地点变更',
    'Up to {shiftM|m} m from the approved line of “{project}” (limit {limitM|m} m); {ratio|percent} of its length is shifted (limit {limitRatio|percent}): suspected relocation',
  ],
  'rule.besideLine': [
    '距“{project}”批准线位最远 {shiftM|m} 米，横向位移路段累计占线路 {ratio|percent}，未达重大变更限值',
    'Up to {shiftM|m} m from the approved line of “{project}”; {ratio|percent} of its length is shifted, below the limit',
  ],
  'rule.steepGround': [
    '{ratio|percent} 的面积位于 {degrees}° 以上陡坡',
    '{ratio|percent} of the area lies on slopes of {degrees}° and more',
  ],
  'rule.notRestored': [
    '整改图斑后时相 NDVI {ndvi|two}，周边 {ndviAround|two}，地表仍裸露，疑似未恢复',
    'Rectified patch: NDVI {ndvi|two}, around it {ndviAround|two}, the ground is still bare: suspected not restored',
  ],
  'rule.suspectedNetting': [
    '整改图斑后时相 NDVI {ndvi|two}，周边 {ndviAround|two}，既无植被又无裸土特征，疑似防尘网覆盖，待核',
    'Rectified patch: NDVI {ndvi|two}, around it {ndviAround|two}, neither plants nor bare soil: suspected netting, to be checked',
  ],
  'rule.unlinked': [
    '{distanceM|m} 米处有未上图项目“{project}”，待关联核实',
    'The project “{project}”, which has no extent on the map, is {distanceM|m} m away: to be linked by a person',
  ],
  'rule.dumping': [
    '弃土（渣）场位于所有防治责任范围之外，疑似未批先弃',
    'Spoil ground outside of all approved extents: suspected dumping without approval',
  ],
  'rule.dumpingOutsidePart': [
    '弃土（渣）场不在“{project}”批准的弃渣部位（{part}）内，疑似未批先弃',
    'Spoil ground outside of the part of “{project}” that is approved for it ({part}): suspected dumping without approval',
  ],
  'rule.nonProduction': [
    '可能不是生产建设项目：{reason|falseAlarm}',
    'Possibly not a construction project: {reason|falseAlarm}',
  ],
  'rule.split': [
    '原图斑 {parent} 涉及多个项目，按防治责任范围拆分为 {parts} 个',
    'Patch {parent} belongs to several projects and was split by their extents into {parts}',
  ],
  'rule.expired': [
    '“{project}”批复于 {approvalDate}，已超过 {years} 年，方案可能需重新报批',
    '“{project}” was approved on {approvalDate}, more than {years} years ago: the plan may need a new approval',
  ],
  'rule.approvedLater': [
    '“{project}”批复日期 {approvalDate} 晚于后时相 {dateAfter}',
    '“{project}” was approved on {approvalDate}, after the later image of {dateAfter}',
  ],
  'rule.listWithoutPlace': [
    '另有 {count} 个项目无范围也无位置，未参与比对',
    '{count} more projects have neither extent nor place and were not compared',
  ],
  'rule.planBook': [
    '面积 {areaM2|ha} 公顷，达到 {limitM2|ha} 公顷，若为生产建设项目应编制水土保持方案报告书',
    '{areaM2|ha} ha, at least {limitM2|ha} ha: a construction project of this size needs a plan book',
  ],
  'rule.planForm': [
    '面积 {areaM2|ha} 公顷，达到 {limitM2|ha} 公顷，若为生产建设项目应编制水土保持方案报告表',
    '{areaM2|ha} ha, at least {limitM2|ha} ha: a construction project of this size needs a plan form',
  ],
  'confidence.probability': ['模型平均概率 {probability|two}', 'Mean probability of the model {probability|two}'],
  'confidence.field': ['由人员现场发现，未经模型判读', 'Found by a person, not by a model'],
  'confidence.unclassified': ['未作扰动类型分类', 'The kind of disturbance was not classified'],
  'evidence.validShare': ['有效观测占图斑 {ratio|percent}', '{ratio|percent} of the patch was clearly observed'],
  'evidence.shift': ['两期配准残差 {px|two} 像元', 'The dates are {px|two} px apart after registration'],
  'evidence.shiftUnknown': ['两期配准残差未能测定', 'The shift between the dates could not be measured'],
  'evidence.season': ['两期季节相差 {days} 天', 'The dates are {days} days apart in the season'],
  'evidence.dateGap': ['两期间隔 {days} 天', 'The dates are {days} days apart'],
  'evidence.falseAlarm': ['{reason|falseAlarm}', '{reason|falseAlarm}'],
  'evidence.small': ['图斑仅 {pixels} 个像元', 'The patch has only {pixels} pixels'],
  'certainty.schematic': ['“{project}”为示意性范围', 'The extent of “{project}” is schematic'],
  'certainty.line': [
    '“{project}”仅有线位，按宽度 {widthM|m} 米生成范围',
    '“{project}” is given as a line only, taken {widthM|m} m wide',
  ],
  'certainty.list': ['“{project}”仅在名录中，未上图', '“{project}” is only in a list, without an extent'],
  'certainty.approvalDateUnknown': ['“{project}”批复日期不详', 'The approval date of “{project}” is not known'],
  'certainty.repaired': ['“{project}”范围图形经自动修复', 'The outline of “{project}” was repaired'],
  'certainty.crsDetected': [
    '“{project}”坐标系按坐标值判定为 {crs}',
    'The CRS of “{project}” was told from its coordinates: {crs}',
  ],
  'certainty.nearTolerance': [
    '超出距离 {outsideM|m} 米，接近容差 {toleranceM|m} 米',
    '{outsideM|m} m outside, close to the tolerance of {toleranceM|m} m',
  ],
  'certainty.terrain': [
    '横向位移规定仅适用于山区、丘陵区，须核实地形',
    'The rule on lateral shift holds in hills only: check the terrain',
  ],
  'certainty.relocation': ['地点变更判断须由人工确认', 'A relocation must always be confirmed by a person'],
  'certainty.noFootprints': ['未提供防治责任范围', 'No approved extents were given'],
  'certainty.earthworkUnseen': ['影像无法得知挖填土石方量', 'Imagery does not show the volume of earthwork'],
  'certainty.nonProduction': ['{reason|falseAlarm}', '{reason|falseAlarm}'],
  'certainty.expired': ['“{project}”批复可能过期', 'The approval of “{project}” may have expired'],
} as const satisfies Record<string, Phrase>;
