import type { Phrase } from './phrase.js';

/** What the exchange of clues (违法线索互联) and the lists of credit supervision say. */
export const SHARING_PHRASES = {
  'action.clueSent': ['线索推送', 'clue sent'],
  'action.clueReceived': ['收到线索', 'clue received'],
  'action.clueMatch': ['与外部门线索重叠', 'overlaps a clue of another department'],
  'action.clueReceipt': ['线索回执', 'receipt of a clue'],
  'detail.clue': ['线索', 'clue'],
  'detail.sender': ['发送单位', 'sender'],
  'detail.recipient': ['接收单位', 'recipient'],
  'detail.version': ['版本', 'version'],
  'detail.package': ['线索包', 'package'],
  'detail.sha256': ['内容哈希', 'content hash'],
  'detail.outcome': ['处理', 'outcome'],
  'detail.theirs': ['对方图斑', 'theirs'],
  'detail.differs': ['不一致项', 'differs in'],
  'clueOutcome.new': ['新收', 'new'],
  'clueOutcome.known': ['已有', 'known'],
  'clueOutcome.changed': ['有更新', 'changed'],
  'clueOutcome.refused': ['未收', 'refused'],
  'clueConflict.changed': ['对方更新', 'changed by the sender'],
  'clueConflict.category': ['初判不一致', 'category differs'],
  'clueConflict.determination': ['认定不一致', 'determination differs'],
  'clueConflict.project': ['关联项目不一致', 'project differs'],
  'clues.sent': [
    '已向{recipient}推送线索 {count} 条，线索包 {sha256}：{out}',
    '{count} clues for {recipient}, package {sha256}: {out}',
  ],
  'clues.received': [
    '{sender}：新收 {new} 条，有更新 {changed} 条，已有 {known} 条，未收 {refused} 条；与本地图斑重叠 {matched} 对，本地没有的 {onlyTheirs} 条；回执 {receipt}',
    '{sender}: {new} new, {changed} changed, {known} known, {refused} refused; {matched} pairs on the ground of our leads, {onlyTheirs} where we have none; receipt {receipt}',
  ],
  'clues.conflict': ['{clue} {about}：本地 {ours}，对方 {theirs}', '{clue} {about}: ours {ours}, theirs {theirs}'],
  'clues.refusedRow': ['第 {row} 条（{id}）未收：{found}', 'number {row} ({id}) refused: {found}'],
  'clues.ignored': [
    '以下字段不在交换格式内，未读取：{fields}',
    'Fields outside the exchange format were not taken over: {fields}',
  ],
  'clues.receipted': [
    '{recipient}的回执：新收 {new} 条，有更新 {changed} 条，已有 {known} 条，未收 {refused} 条',
    'Receipt of {recipient}: {new} new, {changed} changed, {known} known, {refused} refused',
  ],
  'sheet.creditFocus': ['重点关注名单候选', 'Watch-list candidates'],
  'sheet.creditBlack': ['黑名单候选', 'Black-list candidates'],
  'credit.criterion': ['列入情形', 'Criterion'],
  'credit.toJudge': ['须核定是否适用', 'Applies? To be judged'],
  'credit.step': ['依据', 'Basis'],
  'credit.on': ['记录日期', 'Recorded on'],
  'credit.entry': ['历史记录号', 'History entry'],
  'credit.hash': ['记录哈希', 'Hash of the entry'],
  'credit.noProject': ['（未关联项目，须查明责任主体）', '(no project linked: who is responsible must be found)'],
  'creditStep.determined': ['人工认定违法违规', 'determined a violation by a person'],
  'creditStep.notRectified': ['整改核查未通过，再次查处', 'rectification not accepted, enforced again'],
  'creditCriterion.noApproval': [
    '列入标准一（一）：初判疑似未批先建，经人工认定违法违规',
    'Criteria 1(1): suspected built without approval, determined a violation by a person',
  ],
  'creditCriterion.dumping': [
    '列入标准一（一）：初判疑似未批先弃，经人工认定违法违规',
    'Criteria 1(1): suspected dumping without approval, determined a violation by a person',
  ],
  'creditCriterion.otherViolation': [
    '列入标准一（八）其他情形：经人工认定违法违规，是否应当列入由经办人核定',
    'Criteria 1(8), other cases: determined a violation by a person; whether to list it is to be judged',
  ],
  'creditCriterion.repeated': [
    '列入标准二（一）：重点关注名单公开期内又发生 2 次以上',
    'Criteria 2(1): two or more further cases while on the watch list',
  ],
  'creditCriterion.notRectified': [
    '整改核查未通过后再次查处，是否应当列入由经办人核定',
    'Enforced again after rectification was not accepted; whether to list it is to be judged',
  ],
  'credit.notice': [
    '候选名单，只取自登记库中人工作出的认定；是否列入由主管部门按程序决定。公开期按 {months} 个月计，请核对现行规定。',
    'Candidates, from recorded human decisions only; whether to list them is for the authority to decide. Time on the watch list is taken as {months} months: check the rule in force.',
  ],
  'credit.done': [
    '重点关注名单候选 {focus} 个，黑名单候选 {black} 个：{out}',
    '{focus} watch-list and {black} black-list candidates: {out}',
  ],
} as const satisfies Record<string, Phrase>;
