/** The help of the command line, line by line: English as the commands have it, then Chinese. */
export const HELP_WORDS: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'display help for command': '显示用法',
  '(landscar help COMMAND shows how)': '（用 landscar help 命令名 查看用法）',
  'candidate soil-and-water-conservation violation leads from two dates of satellite imagery':
    '由两期卫星影像得出水土保持疑似违规线索',
  'output the version number': '显示版本号',
  'Exit codes: 0 done, 1 our bug, 2 usage, 3 bad input, 4 done in part, 5 leads found (--fail-on-leads), 130 interrupted.':
    '退出码：0 完成，1 程序缺陷，2 用法有误，3 输入有误，4 部分完成，5 有线索（--fail-on-leads），130 被中断。',
  'the dated rule sets: which is in force, thresholds, citations': '各时期规则集：何者适用、阈值、依据',
  'day of the after image, YYYY-MM-DD (default: today)': '后时相日期，YYYY-MM-DD（默认今天）',
  'a new site folder with a landscar.yaml to fill in': '新建站点文件夹，内有待填写的 landscar.yaml',
  'folder to make': '要建的文件夹',
  'Result: FOLDER/landscar.yaml and empty folders; its path on stdout.':
    '结果：landscar.yaml 和空文件夹；路径写到标准输出。',
  'what this machine has and lacks': '本机具备和缺少什么',
  'as JSON': '输出 JSON',
  'Result: one line a check on stdout; exit code 3 where something needed is missing.':
    '结果：每项检查一行；缺少必需项时退出码为 3。',
  'the imagery of a site: date, sensor, pixel size, cloud, coverage of the area':
    '站点的影像：日期、传感器、分辨率、云量、对监测范围的覆盖',
  'folder with a landscar.yaml, or the file itself': '含 landscar.yaml 的文件夹，或该文件本身',
  'also draw where the scenes lie': '同时绘制各景的位置',
  language: '语言',
  'Opens every scene; what STAC entries name is downloaded first. Exit code 4 where one is refused.':
    '打开每一景；STAC 条目所指的文件先下载。有影像无法使用时退出码为 4。',
  'what a scan of a site would take: pixels, windows, memory, disk, time': '估算一次扫描：像素、窗口、内存、磁盘、时间',
  'model folder, by name or path (default as the site says)': '模型文件夹，名称或路径（默认按站点文件）',
  'worker threads': '工作线程数',
  'also draw the area with scenes, footprints and corridors': '同时绘制监测范围、影像、防治责任范围和廊道',
  'Changes nothing; measures this machine for about three seconds in a temporary folder.':
    '不改动任何内容；在临时文件夹中实测本机约三秒。',
  'two dates of a site become candidate leads: align, detect, match, register, export':
    '由站点的两期影像得出疑似线索：配准、检测、匹配、入库、输出',
  'run folder (default SITE/runs/<id>)': '运行文件夹（默认 SITE/runs/<id>）',
  'register of leads (default as the site says)': '线索库（默认按站点文件）',
  'language of what the run writes': '输出成果的语言',
  'read and judge only corridors and approved places with their surroundings': '只读取和判定廊道、批准地点及其周边',
  'exit code 5 where a lead was found': '有线索时退出码为 5',
  'events as JSON lines on stderr': '以 JSON 行把事件写到标准错误',
  'no progress': '不显示进度',
  'Result: leads.gpkg, leads.geojson, leads.xlsx, index.html, run.json in the run folder; its path on stdout.':
    '结果：运行文件夹中的 leads.gpkg、leads.geojson、leads.xlsx、index.html、run.json；路径写到标准输出。',
  'two dates of imagery become one aligned, masked, measured stack': '两期影像配准、掩膜、度量后成为一个影像栈',
  'scenes of the before period: rasters, SAFE or Landsat products, folders, globs, STAC files':
    '前时相影像：栅格、SAFE 或 Landsat 产品、文件夹、通配符、STAC 文件',
  'scenes of the after period': '后时相影像',
  'where the file does not say it': '文件未写明时填写',
  'sensor of all scenes': '各景的传感器',
  'band names in file order: blue,green,red,nir,swir16,swir22': '按文件顺序的波段名：blue,green,red,nir,swir16,swir22',
  'polygon of the area': '监测范围多边形',
  'CRS of the stack (with --pixel-size); default: the after scene keeps its grid':
    '影像栈的坐标系（与 --pixel-size 同用）；默认保持后时相影像的格网',
  'pixel size in units of --crs': '像元大小，单位同 --crs',
  'yearly (same season leads) or periodic (last one leads)': 'yearly（同季优先）或 periodic（最近优先）',
  'elevation, for a slope band': '高程，用于坡度波段',
  'folder of the stack': '影像栈文件夹',
  'Result: before.tif, after.tif, validity.tif, stack.json in --out; its path on stdout.':
    '结果：--out 中的 before.tif、after.tif、validity.tif、stack.json；路径写到标准输出。',
  'a stack becomes disturbance polygons': '由影像栈得出扰动图斑',
  'folder written by `landscar ingest`': 'landscar ingest 写出的文件夹',
  'model folder, by name or path': '模型文件夹，名称或路径',
  'onnx, tfjs-node, tfjs-wasm or baseline (default: the fastest that loads)':
    'onnx、tfjs-node、tfjs-wasm 或 baseline（默认用能加载的最快者）',
  'numbers of the network': '网络的数值精度',
  'scene statistics per world cell, or one set for the pair': '影像统计量按固定格网分区，或整对影像一套',
  'skip windows where nothing can have changed': '跳过不可能有变化的窗口',
  'smallest disturbance, such as 0.2ha': '最小图斑，如 0.2ha',
  'also score.tif, Float32': '同时写出 score.tif（Float32）',
  'polygons of corridors and sites: looked at first, shown in preliminary/ meanwhile':
    '廊道和地点的多边形：优先检测，其余仍在检测时其结果先放在 preliminary/',
  'leave out what lies outside of the focus': '重点区域以外不处理',
  'folder of the result': '结果文件夹',
  'Result: probability.tif, flags.tif, disturbances.geojson, detection.json in --out; its path on stdout.':
    '结果：--out 中的 probability.tif、flags.tif、disturbances.geojson、detection.json；路径写到标准输出。',
  'disturbances and approved footprints become leads': '由扰动图斑和防治责任范围得出线索',
  'folder written by `landscar detect`': 'landscar detect 写出的文件夹',
  'its stack (default: the folder `stack` beside it)': '所用影像栈（默认为旁边的 stack 文件夹）',
  'approved footprints': '防治责任范围文件',
  'what the footprints are: extent, schematic, line, list':
    '范围类型：extent 防治责任范围、schematic 示意性范围、line 线、list 名录',
  'counties with adcode and name, for the patch numbers': '带 adcode 和名称的县界，用于图斑编号',
  'rule set (default: the one in force at the after date)': '规则集（默认取后时相日期时施行的一套）',
  'register of leads (default: numbered but not remembered)': '线索库（默认只编号、不入库）',
  'title of the page': '页面标题',
  'language of what is written': '输出成果的语言',
  'Result: leads.gpkg, leads.geojson, leads.xlsx, index.html in --out; the page on stdout.':
    '结果：--out 中的 leads.gpkg、leads.geojson、leads.xlsx、index.html；页面路径写到标准输出。',
  'approved footprints: check, import, versions': '防治责任范围：检查、导入、版本',
  'CRS, encoding, fields and topology of footprint files; changes nothing':
    '检查范围文件的坐标系、编码、字段和拓扑；不改动任何内容',
  'shapefile, GeoPackage, GeoJSON, KML, ovkml, xlsx or csv': 'shapefile、GeoPackage、GeoJSON、KML、ovkml、xlsx 或 csv',
  'of files in degrees: wgs84, or gcj02 to be turned back': '经纬度文件的基准：wgs84，或 gcj02（将反算）',
  'what the files are: extent, schematic, line, list (default: as each record says)':
    '文件类型：extent 防治责任范围、schematic 示意性范围、line 线、list 名录（默认按每条记录）',
  'our field and the column it is in; once a field': '本系统字段与所在列的对应；每个字段写一次',
  'site whose counties say where footprints are expected (default: Jincheng)':
    '用其县界判断范围应在何处的站点（默认晋城）',
  'language of the messages': '提示的语言',
  'Result: findings per file on stdout; exit code 3 where a file cannot be used as it is.':
    '结果：逐文件列出问题；文件不能直接使用时退出码为 3。',
  'takes footprints and lists of projects over into the site, as versions with validity dates':
    '把防治责任范围和项目名录导入站点，按版本保存有效期',
  'site folder': '站点文件夹',
  'as for check': '同 check',
  'register file or postgres:// address (default: as the site says)': '线索库文件或 postgres:// 地址（默认按站点文件）',
  'language of what is shown': '显示的语言',
  'who decides; always recorded (default: the name of the account)': '决定人，必定记录（默认为账户名）',
  'when it was decided (default: now)': '决定时间（默认现在）',
  'first day of changed outlines, where their approval date is not later': '变更后范围的生效日（批准日期更晚者除外）',
  'take repairs that change an area by more than 1 %': '接受使面积改变超过 1 % 的修复',
  'Result: counts on stdout, problems on stderr; exit code 4 where features were left out. The versions are in':
    '结果：数量写到标准输出，问题写到标准错误；有要素未导入时退出码为 4。各版本在',
  'footprints/approved.gpkg of the site, which is added to its landscar.yaml.':
    '站点的 footprints/approved.gpkg 中，并写入其 landscar.yaml。',
  'every version of the imported footprints, with validity and source': '已导入范围的全部版本、有效期和来源',
  'number or name of one project': '某一项目的编号或名称',
  'Result: a table on stdout, oldest version first.': '结果：一张表，旧版本在前。',
  'the life of leads: look, decide, draw': '线索全流程：查看、决定、修边',
  'the latest patch of every lead': '每条线索的最新图斑',
  'of one period': '某一期次',
  'of one county': '某一县（市、区）',
  'of one status': '某一状态',
  'of one run': '某一次运行',
  'at most so many': '最多条数',
  'Result: a table on stdout, or with --json the whole leads.': '结果：一张表；加 --json 则为完整线索。',
  'one lead, whole': '一条线索的全部内容',
  'event id or patch number': '事件编号或图斑编号',
  'Result: JSON on stdout; exit code 3 where there is no such lead.': '结果：JSON；没有该线索时退出码为 3。',
  'who did what to a lead, when, why and on which evidence': '谁在何时、因何、凭何证据处理了该线索',
  'as JSON, with the hash of each entry': '输出 JSON，附每条记录的哈希',
  'Result: a table on stdout, oldest first; exit code 3 where there is no such lead.':
    '结果：一张表，旧记录在前；没有该线索时退出码为 3。',
  'what a run changed: new, grown, re-opened, closed, unobserved, unchanged':
    '一次运行的变化：新增、扩大、再次扰动、销号、未观测、不变',
  'run id (default: the latest)': '运行编号（默认最近一次）',
  'Result: a table on stdout; exit code 3 where the register has no such run.':
    '结果：一张表；线索库中没有该次运行时退出码为 3。',
  'which states follow which, and what each move needs': '各状态可转到哪些状态，需要什么',
  'Result: a table on stdout.': '结果：一张表。',
  'moves a lead to another state, with its record': '改变线索的状态并记录',
  'in Chinese or as code; `landscar leads moves` lists what is allowed':
    '中文或代码；landscar leads moves 列出允许的状态',
  why: '原因',
  'photo numbers, files, document numbers': '照片号、文件、文号',
  '合规, 违法违规, 非生产建设项目, 可不编报方案': '合规、违法违规、非生产建设项目、可不编报方案',
  '整改意见, 立案': '整改意见、立案',
  'refuse unless the lead is still at this revision': '线索已有更新的修订时拒绝',
  'Result: one line on stdout; exit code 3 where the move is not allowed.': '结果：一行；不允许该转变时退出码为 3。',
  'a sheet on which people decide, to be taken back with `leads import`': '供人填写决定的表格，用 leads import 收回',
  'the .xlsx to write': '要写的 .xlsx',
  'leads of one state only': '只要某一状态的线索',
  'Result: the sheet; its path on stdout.': '结果：表格；路径写到标准输出。',
  'takes the decisions of a sheet, row by row': '逐行收取表格中的决定',
  '.xlsx or .csv': '.xlsx 或 .csv',
  'Result: counts on stdout, each refused row on stderr; exit code 4 where rows were refused.':
    '结果：数量写到标准输出，每个被拒的行写到标准错误；有行被拒时退出码为 4。',
  'takes patches sent down by ministry or province (下发) and lays them over the leads':
    '导入水利部或省下发的图斑，与线索叠合核对',
  'shapefile, GeoPackage or GeoJSON': 'shapefile、GeoPackage 或 GeoJSON',
  'name of the batch, such as 202506': '批次名，如 202506',
  'field of the patch number (default: QDNM, 图斑编号, TBID)': '图斑编号字段（默认 QDNM、图斑编号、TBID）',
  'as JSON, with every pair': '输出 JSON，附每一对应',
  'Result: counts on stdout, or with --json who meets whom; exit code 4 where features were left out.':
    '结果：数量；加 --json 则列出对应关系；有要素未导入时退出码为 4。',
  'enters what was found in the field; judged like the leads of a scan': '录入现场发现的线索；与扫描所得同样判定',
  'vector file with one polygon a lead': '矢量文件，每条线索一个多边形',
  'why; always recorded': '原因，必定记录',
  'day of the find': '发现日期',
  'last day on which the ground is known to have been untouched': '已知地表尚未扰动的最后日期',
  'spoilGround, borrowPit, otherDisturbance, nonProduction, unknown':
    'spoilGround 弃渣场、borrowPit 取土场、otherDisturbance 其他扰动、nonProduction 非生产建设、unknown 未分类',
  'Result: the event ids on stdout.': '结果：事件编号。',
  'splits a lead into parts that make it up; the first keeps the id': '把线索拆分为组成它的几部分；第一部分保留编号',
  'vector file with one polygon a part': '矢量文件，每部分一个多边形',
  'Result: the event ids on stdout; exit code 3 where the parts leave a gap or overlap.':
    '结果：事件编号；各部分有空隙或重叠时退出码为 3。',
  'makes one lead of several; the first keeps its id': '把几条线索合并为一条；第一条保留编号',
  'event ids or patch numbers': '事件编号或图斑编号',
  'Result: the event id on stdout.': '结果：事件编号。',
  'gives a lead another outline; the old one stays in the history': '重绘线索边界；旧边界留在历史中',
  'vector file with one polygon': '矢量文件，一个多边形',
  'Result: the event id or number on stdout.': '结果：事件编号或图斑编号。',
  'the hash chain of the history': '核验历史记录的哈希链',
  'Result: one line on stdout; exit code 3 where the chain is broken.': '结果：一行；哈希链断裂时退出码为 3。',
  'the register as a whole: backup, restore, verify': '线索库整体：备份、恢复、核验',
  'writes the whole register into one file, of one moment, with a hash at the end':
    '把整个线索库按同一时刻写入一个文件，末尾附哈希',
  'the .jsonl.gz to write': '要写的 .jsonl.gz',
  'Result: the number of rows on stdout.': '结果：行数。',
  'fills an empty register from a backup, SQLite or PostgreSQL, all or nothing':
    '由备份填充空线索库（SQLite 或 PostgreSQL），要么全部、要么不动',
  'a file of `landscar register backup`': 'landscar register backup 写出的文件',
  'Result: the register and the number of rows on stdout; exit code 3 where it is in use.':
    '结果：线索库和行数；线索库已有内容时退出码为 3。',
  'a run becomes a delivery package: maps, ledger, page, hashes': '把一次运行制成交付包：图层、台账、页面、哈希',
  'run folder': '运行文件夹',
  'wording and codes: rdtb, stbcjg, field2018': '用语和代码：rdtb、stbcjg、field2018',
  'register (default as the site says)': '线索库（默认按站点文件）',
  'an extra KML in the shifted datum of phone maps; never the master':
    '另附手机地图偏移基准（GCJ-02）的 KML；绝不作为主数据',
  'folder that is not there yet, or a .zip': '尚不存在的文件夹，或 .zip',
  'Result: the package in --out, with manifest.json; its path on stdout.':
    '结果：--out 中的交付包，含 manifest.json；路径写到标准输出。',
  'whether any byte of a delivery package was changed': '核验交付包是否有字节被改动',
  'folder or .zip': '文件夹或 .zip',
  'Result: JSON on stdout; exit code 3 where a file was changed, added or lost.':
    '结果：JSON；有文件被改动、增加或丢失时退出码为 3。',
  'a file a lead for paper and screen: pictures at two scales, location, reasons, form':
    '每条线索一份档案，可打印可浏览：两种比例尺的影像、位置、依据、复核表',
  'ids or patch numbers (default: every lead of the run)': '编号或图斑编号（默认该次运行的全部线索）',
  'Word file, self-contained page, both, or PDF (needs LibreOffice)':
    'Word 文件、独立网页、两者，或 PDF（需要 LibreOffice）',
  'register (default: the one of the run)': '线索库（默认该次运行所用）',
  'folder of the files': '文件所在文件夹',
  'Result: PATCHNO.docx and PATCHNO.html, or PATCHNO.pdf, in --out; their paths on stdout.':
    '结果：--out 中的 图斑编号.docx 和 图斑编号.html，或 图斑编号.pdf；路径写到标准输出。',
  'what a run looked at and what not, data quality, counts, what changed, known limits':
    '一次运行看了什么、没看什么，数据质量、数量、变化、已知局限',
  'folder of report.html and report.docx (default: the run folder)':
    'report.html 和 report.docx 所在文件夹（默认运行文件夹）',
  'Result: report.html and report.docx; their paths on stdout.': '结果：report.html 和 report.docx；路径写到标准输出。',
  'packs for phones and paper, out and back': '现场复核包：发出与收回',
  'KML, one form a patch as sheet and Word file, a folder for photos': 'KML、每图斑一张表（表格和 Word）、照片文件夹',
  'every lead of the run (default: those that are 已下发)': '该次运行的全部线索（默认仅已下发者）',
  'folder of the pack': '复核包文件夹',
  'forms and photos that came back, checked against the leads; conflicts are shown, nothing is overwritten':
    '收回的表和照片，与线索核对；冲突列出，绝不覆盖',
  'folder of the pack that came back': '收回的复核包文件夹',
  'only show what would be entered': '只显示将要录入的内容',
  'Result: exit code 4 where something did not go in; the rest did.': '结果：有内容未录入时退出码为 4，其余已录入。',
  'accuracy of a run by checking a sample of it': '抽样检查一次运行的精度',
  'places to check, drawn at random by category and outside of the leads, as a sheet':
    '按类别和线索之外随机抽取待查地点，写成表格',
  'leads of each category': '每类线索的抽样数',
  'points in observed ground outside of the leads': '线索之外有效观测地面上的点数',
  'the same seed draws the same places': '同一种子抽取同样的地点',
  'the sheet': '表格',
  'precision of the leads and missed area, with 95 % intervals, from a checked sheet':
    '由填好的表格估算线索正确率和漏检面积，附 95 % 区间',
  'sheet of `sample draw`, filled in': '填好的 sample draw 表格',
  'Result: exit code 4 where an answer could not be read; it counts as not checked.':
    '结果：有答案无法识别时退出码为 4，按未检查计。',
  'the detection models: list, verify, bench, import, train, feedback, finetune':
    '检测模型：列出、核验、测速、导入、训练、取样本、微调',
  'the models that are here, with their licence': '现有模型及其许可',
  'Result: a table on stdout; the default model is marked *.': '结果：一张表；默认模型标 *。',
  'hashes, and agreement of every runtime on this machine with the golden case; int8 within its guard':
    '哈希，以及本机各运行环境与标准结果是否一致；int8 在许可差内',
  'names or paths (default: all shipped)': '名称或路径（默认随附的全部）',
  'Result: a line a runtime on stdout; exit code 3 where one disagrees.':
    '结果：每个运行环境一行；有不一致时退出码为 3。',
  'how fast the runtimes of this machine run a model, one thread each, side by side':
    '本机各运行环境跑同一模型的速度对比（各一个线程）',
  'name or path': '名称或路径',
  'side of the window, a multiple of the model’s stride': '窗口边长，模型步长的倍数',
  'time for each runtime': '每个运行环境的时间',
  'Result: a line a runtime on stdout, and a sentence that says what is the limit; exit code 3 where no runtime runs the model.':
    '结果：每个运行环境一行，并说明瓶颈所在；没有环境能运行该模型时退出码为 3。',
  'a TensorFlow.js layers or graph model, or an ONNX file, becomes a model folder':
    '把 TensorFlow.js 层模型、图模型或 ONNX 文件制成模型文件夹',
  'folder with model.json and its weights, or with one .onnx file': '含 model.json 及权重的文件夹，或含一个 .onnx 文件',
  'name of the model and of its folder: lower case, digits, -': '模型及其文件夹的名称：小写字母、数字、-',
  'licence of the weights': '权重的许可',
  'whom to ask': '联系人',
  'what the network sees: landscar-bands@1, landscar-diff@1 or landscar-diff@2':
    '网络的输入：landscar-bands@1、landscar-diff@1 或 landscar-diff@2',
  'what the network answers': '网络的输出',
  'bands that the features are made of (default: all six)': '特征所用的波段（默认六个）',
  'days between the dates that it is for (default: 0,3660)': '适用的两期间隔天数（默认 0,3660）',
  'ground pixel sizes that it is for, metres': '适用的像元地面尺寸，米',
  'probability from which a pixel counts as changed': '像元计为变化的概率阈值',
  'what it was trained on': '训练数据',
  'how far a pixel reaches (default: measured)': '像元的影响半径（默认实测）',
  'what sides must be multiples of (default: measured)': '边长须为其倍数（默认实测）',
  'keep it on TensorFlow.js': '只用 TensorFlow.js 运行',
  'folder that holds model folders': '存放各模型文件夹的文件夹',
  'Result: OUT/ID with the files as they are, the ONNX form where every operation is supported (proven on random input), golden case, hashes and a card stub; its path on stdout. Facts that are missing are named, all at once.':
    '结果：OUT/ID，含原文件、ONNX 形式（全部算子受支持且经随机输入证明一致时）、标准结果、哈希和说明草稿；路径写到标准输出。缺少的信息一次列全。',
  'a recipe becomes a model folder; needs tfjs-node (./bin/setup --with-tfjs-node)':
    '按配方训练出模型文件夹；需要 tfjs-node（./bin/setup --with-tfjs-node）',
  'RECIPE.yaml: data, folds, seeds, what must not be seen (docs/evaluation.md)':
    'RECIPE.yaml：数据、折、种子、不得看到的内容（docs/evaluation.md）',
  'leave out the places of this fold, to score the model on them': '不用该折的地点，留作评分',
  'go on with a training that was interrupted or killed': '继续被中断或被杀死的训练',
  'Result: OUT/ID (with --fold OUT/ID-fold-NAME), its path on stdout. OUT/ID.training keeps checkpoints, log.jsonl and curve.svg of every seed. The same recipe and seeds give the same model.':
    '结果：OUT/ID（用 --fold 时为 OUT/ID-fold-NAME），路径写到标准输出。OUT/ID.training 保存各种子的断点、log.jsonl 和 curve.svg。同一配方和种子得到同样的模型。',
  'a model learns from decided leads; refused where the new one scores worse; needs tfjs-node':
    '用已有决定的线索微调模型；新模型得分更差则拒绝；需要 tfjs-node',
  'folder with feedback.json: stacks, decided leads, places to keep (docs/models.md)':
    '含 feedback.json 的文件夹：影像栈、已有决定的线索、须保持的地点（docs/models.md）',
  'model to start from, by name or path': '起始模型，名称或路径',
  'name of the new model (default: the old one with -tuned)': '新模型的名称（默认原名加 -tuned）',
  'steps of each network (default: 160)': '每个网络的训练步数（默认 160）',
  'Result: OUT/ID, its path on stdout, and OUT/ID.finetune.json with F1 of both models on decisions that neither learned from and on what must not be forgotten. A third of the decisions is kept for that score. OUT/ID.finetuning keeps checkpoints until there is a verdict.':
    '结果：OUT/ID，路径写到标准输出；OUT/ID.finetune.json 记录新旧模型在均未学过的决定和须保持的地点上的 F1。三分之一的决定留作评分。得出结论前，检查点保存在 OUT/ID.finetuning。',
  'detections against labels: pixels, objects, trade-off, calibration, by place, with intervals':
    '检测结果与标注对照：像元、图斑、取舍曲线、校准，分地点，附区间',
  'PAIRS.yaml: name, label, and flags with probability, or a stack that is detected first':
    'PAIRS.yaml：名称、标注，以及 flags 和 probability，或先行检测的影像栈',
  'folder for evaluation.json, evaluation.html and the detections of stacks':
    '存放 evaluation.json、evaluation.html 和检测结果的文件夹',
  'model for pairs that name a stack and no model': '用于只写影像栈、未写 model 的条目的模型',
  'language of the report': '报告的语言',
  'Result: the figures on stdout, as a table on a terminal and else as JSON; the report in --out. See docs/evaluation.md.':
    '结果：数字写到标准输出，终端上为表格，否则为 JSON；报告在 --out 中。见 docs/evaluation.md。',
  'clues to and from other departments (违法线索互联), in the form of docs/exchange':
    '与其他部门互联违法线索，格式见 docs/exchange',
  'leads for another department as JSON and CSV with their hash; who got what is recorded':
    '向其他部门提供的线索（JSON 和 CSV，附哈希）；提供给谁、提供了什么均有记录',
  'sender: a department, not a person': '发送方：部门，不写个人',
  recipient: '接收方',
  'leads of these states (default: 已下发 to 整改核查)': '这些状态的线索（默认从已下发到整改核查）',
  folder: '文件夹',
  'Result: clues.json, clues.csv, SHA256SUMS; one line on stdout.':
    '结果：clues.json、clues.csv、SHA256SUMS；标准输出一行。',
  'clues of another department: each once, laid over the leads; differences are shown':
    '收取其他部门的线索：每条只收一次，与本库线索叠合；差异列出',
  'clues.json or clues.csv': 'clues.json 或 clues.csv',
  'who receives: goes into the receipt': '接收方，写入回执',
  'receipt to send back (default: receipt.json beside the file)': '要寄回的回执（默认为文件旁的 receipt.json）',
  'Result: counts and differences on stdout, the receipt as file; exit code 4 where a clue was refused.':
    '结果：数量和差异写到标准输出，回执写成文件；有线索被拒时退出码为 4。',
  'records the receipt that a recipient sent back': '登记接收方寄回的回执',
  'receipt.json': 'receipt.json',
  'Result: one line on stdout; exit code 3 where this register did not send the clues.':
    '结果：一行；线索并非本库发出时退出码为 3。',
  'candidates for 重点关注名单 and 黑名单, from recorded human decisions only, each with its basis':
    '重点关注名单和黑名单的候选，只依据已记录的人工决定，逐条附依据',
  'how long the 重点关注名单 shows a name': '重点关注名单保留的期限',
  'Result: credit.json and credit.xlsx; one line on stdout.': '结果：credit.json 和 credit.xlsx；标准输出一行。',
  'layer or sheet, where a file has several': '图层或工作表名，文件含多个时填写',
  'CRS where the files state none, or a wrong one': '文件未写明坐标系或写错时填写',
  'font of the PDF (default: the one of this machine that is nearest to SimSun)':
    'PDF 的字体（默认取本机最接近宋体的）',
  'decided leads of runs as labelled chips, for models finetune':
    '把各批次已认定的线索做成带标签的样本，供 models finetune 学习',
  'run folders': '批次文件夹',
  'copy the imagery into the folder, to learn on another machine': '把影像也复制进去，以便在另一台机器上学习',
  'Result: feedback.json, a layer a run, chips; one line on stderr, the folder on stdout.':
    '结果：feedback.json、每批次一个图层、样本图；标准错误一行，文件夹写到标准输出。',
  'do not say what the ground looks like (the classifier knows made-up ground alone)':
    '不给出影像上像什么（分类器只学过人造样本）',
};
