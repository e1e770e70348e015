/** The four findings that only a person's decision may state. */
export const FINDING = /(?<!疑似|是否)(?:未批先建|未批先弃|超出防治责任范围|建设地点变更)/u;
