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
} as const satisfies Record<string, Phrase>;
