/**
 * Every error a user can meet: a stable code, the exit status of the command that ends with it (1: the run or the
 * thing examined failed, 2: wrong usage), what happened, and what to do now. `{name}` is filled from the error's details.
 */
export const errorTable = {
  // Usage
  'usage.option': { exit: 2, message: '{option}: {problem}', remedy: 'See `boardbench {command} --help`.' },
  'usage.device-scheme': {
    exit: 2,
    message: 'Unknown kind of device "{scheme}:" in {url}',
    remedy:
      'Use serial:///dev/ttyACM0?baud=115200, tcp://HOST:PORT, exec:PROGRAM, sim:CORE?model=FILE, or a bare path.',
  },
  'usage.device-url': {
    exit: 2,
    message: 'The device {url} cannot be understood: {problem}',
    remedy: 'Use for example serial:///dev/ttyACM0?baud=115200, tcp://127.0.0.1:3456 or sim:cortex-m4?model=FILE.',
  },

  // Link and device
  'port.missing': {
    exit: 1,
    message: 'There is no port {device}',
    remedy: 'Plug the board in and see `boardbench devices`. A charge-only USB cable shows no port.',
  },
  'port.permission': {
    exit: 1,
    message: 'No permission to open {device}',
    remedy: "Add your user to the port's group (`sudo usermod -aG dialout $USER`, then log in again).",
  },
  'port.busy': {
    exit: 1,
    message: '{device} is in use by another program{holder}',
    remedy: 'Close the terminal program, IDE or other run that holds the port.',
  },
  'port.failed': {
    exit: 1,
    message: 'Opening {device} failed: {problem}',
    remedy: 'Run `boardbench doctor {device}`.',
  },
  'tcp.unreachable': {
    exit: 1,
    message: 'No connection to {device}: {problem}',
    remedy: 'Check host and port, and that something listens there (`boardbench simulate sim:… --tcp PORT` does).',
  },
  'program.missing': {
    exit: 1,
    message: '{device}: there is no program {program}',
    remedy: 'Give its path (./firmware for one in this folder), and quote a path with spaces.',
  },
  'program.failed': {
    exit: 1,
    message: '{device}: starting {program} failed: {problem}',
    remedy: 'Check that it is an executable file for this machine.',
  },
  'serve.failed': {
    exit: 1,
    message: 'Serving at {address} failed: {problem}',
    remedy: 'Choose another port or path, or end the program that has it.',
  },
  'port.hung-up': {
    exit: 1,
    message: '{device} hung up before it said anything ({problem})',
    remedy: 'Another host may be connected to it, or the program behind it has ended: see what that one says.',
  },
  'port.vanished': {
    exit: 1,
    message: '{device} went away ({problem}) {where}',
    remedy: 'Check cable and power, then continue with --resume: nothing recorded is lost.',
  },
  'board.silent': {
    exit: 1,
    message: '{device} did not answer `{command}` within {waitedMs} ms {where}',
    remedy: 'Run `boardbench doctor {device}`; continue a run with --resume.',
  },
  'board.garbage': {
    exit: 1,
    message: '{device} sends bytes that are no protocol text at {baud} baud',
    remedy: 'The baud rate is probably wrong: `boardbench doctor {device}` tries the usual ones.',
  },
  'board.error': {
    exit: 1,
    message: '{device} answered `{command}` with {reply} {where}',
    remedy: 'The firmware refuses the command or the line corrupts it: run `boardbench doctor {device}`.',
  },
  'link.unreliable': {
    exit: 1,
    message: '{what} failed {attempts} times on {device} {where}; the last time: {problem}',
    remedy:
      'The line loses or changes bytes: lower the baud rate, use a shorter cable, or try --burst 1 --verify-loads.',
  },
  'board.reset': {
    exit: 1,
    message: '{device} reset itself {times} times {where}',
    remedy: 'Check its supply (a USB hub may be too weak) and for a crash in the firmware.',
  },
  'board.reply': {
    exit: 1,
    message: '{device} answered `{command}` without {missing} {where}',
    remedy: 'The firmware does not follow the protocol there: see docs/protocol.md.',
  },
  'board.energy-mode': {
    exit: 1,
    message: '{device} is in energy mode: it sends no lap times',
    remedy: 'Build or switch the firmware to performance mode (EE_CFG_ENERGY_MODE 0).',
  },
  'board.changed': {
    exit: 1,
    message: '{device} is another board or firmware than the one this session began with ({was}, now {is})',
    remedy: 'Connect the first board again, or start a new session.',
  },
  'board.clock': {
    exit: 1,
    message: 'The lap counter of {device} jumps: {problem}',
    remedy: 'The timer that answers `timestamp` is wrong or not monotonic; mend th_timestamp() in the firmware.',
  },
  'board.baud': {
    exit: 1,
    message: '{device} answers at {found} baud, not at {tried}',
    remedy: 'Use {device} with ?baud={found}, or --baud {found}.',
  },
  'board.line-ends': {
    exit: 1,
    message: '{device} acts on a command only when {needed} follows its %',
    remedy: 'Mend the firmware: th_serialport_initialize or its receive handler must end a command at % alone.',
  },
  'board.overrun': {
    exit: 1,
    message: '{device} loses bytes when {lost} commands come back to back; {kept} at a time arrive',
    remedy:
      'Nothing must be done: runs use {kept}. Receiving by interrupt or DMA into a ring buffer makes loads faster.',
  },
  'port.unusable': {
    exit: 1,
    message: '{device} cannot be opened: {problem}',
    remedy: 'See in `boardbench devices` that it is a port; unplug the board and plug it in again.',
  },
  'link.lossy': {
    exit: 1,
    message: '{device} loses or changes bytes on their way: {problem}',
    remedy: 'Mend what carries the bytes to the board; until then runs read everything twice and take longer.',
  },
  'board.no-answer': {
    exit: 1,
    message: '{device} opens, but nothing answers{swept}',
    remedy: '{advice}.',
  },
  'board.babble': {
    exit: 1,
    message: '{device} sends bytes that are no protocol text{swept}',
    remedy: '{advice}.',
  },
  'board.breaks-off': {
    exit: 1,
    message: '{device} answers `name`, but then: {problem}',
    remedy: 'Reset the board. If it stays so, mend what the firmware does at that command.',
  },
  'board.inference': {
    exit: 1,
    message: '{device} answers, but its inference does not work: {problem}',
    remedy: 'Mend th_infer() or th_results(): a model that was never set up, too small an arena, a crash or a hang.',
  },
  'board.resets-on-open': {
    exit: 1,
    message: '{device} resets when its port is opened (it booted again just now)',
    remedy: 'Nothing must be done: runs wait for it. ?dtr=off keeps many boards from resetting.',
  },
  'board.slow-boot': {
    exit: 1,
    message: '{device} took {bootMs} ms from opening the port to its first answer',
    remedy: 'Nothing must be done up to {limitMs} ms; beyond that give --boot-limit SECONDS.',
  },
  'model.mismatch': {
    exit: 1,
    message: '{device} runs {found}, not {wanted}',
    remedy: 'Flash the firmware with the right model, or choose --workload {found}.',
  },
  'workload.unknown': {
    exit: 2,
    message: 'There is no workload "{name}"; there are: {known}',
    remedy: 'Choose one of these with --workload.',
  },
  'workload.file': {
    exit: 2,
    message: '{file}:{line}: {problem}',
    remedy: 'Describe the workload as workloads/own/example.yaml does; workload.schema.json beside it is the rule.',
  },
  'boards.unknown': {
    exit: 2,
    message: 'There is no board "{name}" in the catalogue; there are: {known}',
    remedy: 'Choose one of these with --board, or describe your own in a file and give it with --boards.',
  },
  'boards.file': {
    exit: 2,
    message: '{file}:{line}: {problem}',
    remedy: 'Describe boards as workloads/boards/boards.json does; boards.schema.json beside it is the rule.',
  },
  'result.invalid': {
    exit: 1,
    message: '{device} gave no usable result for {input}: {problem}',
    remedy: 'Compare with the host: the model or its output conversion is broken on the board.',
  },

  // Data
  'file.missing': { exit: 1, message: 'There is no file {file}', remedy: 'Check the path.' },
  'dataset.missing': {
    exit: 1,
    message: 'There is no data set at {directory}: {problem}',
    remedy: 'Give the folder that holds y_labels.csv and the inputs with --dataset.',
  },
  'dataset.label': {
    exit: 1,
    message: '{file}:{line}: {problem}',
    remedy: 'Each line is file,classes,class (for ad also width,stride), with no header.',
  },
  'dataset.other-workload': {
    exit: 1,
    message: '{directory} holds {found} data, not {wanted} ({evidence})',
    remedy: 'Choose --workload {found}, or another folder with --dataset.',
  },
  'dataset.unknown-workload': {
    exit: 1,
    message: 'The labels in {directory} are of no workload that is known by its classes',
    remedy: 'Say which with --workload.',
  },
  'dataset.inputs': {
    exit: 1,
    message: '{count} of the inputs in {directory} cannot be used: {problems}',
    remedy: 'Nothing was run. Restore these files; `boardbench dataset verify` lists them all.',
  },
  'dataset.changed': {
    exit: 1,
    message: 'The data in {directory} are not those this session began with: {problem}',
    remedy: 'Restore the data, or start a new session with another --out.',
  },
  'model.unreadable': {
    exit: 1,
    message: '{file} is not a usable .tflite model: {problem}',
    remedy: 'Use an int8 or float32 TensorFlow Lite model; a file stored with Git LFS must be fetched first.',
  },
  'model.unsupported': {
    exit: 1,
    message: '{file}: operator {index} ({operator}) is not supported: {problem}',
    remedy: 'Convert the model to the operators that `boardbench profile` lists as supported.',
  },
  'model.unfit': {
    exit: 1,
    message: '{file} does not fit {workload}: {problem}',
    remedy: 'Choose the workload that the model is for with --workload.',
  },
  'model.no-workload': {
    exit: 1,
    message: '{file} fits no workload that is known: {problem}',
    remedy: 'Say with --workload what it is for; a workload of your own is a YAML file.',
  },
  'model.input': {
    exit: 1,
    message: 'The model takes {wanted} bytes of input and was given {found}',
    remedy: 'The data belong to another workload or model.',
  },
  'model.failed': {
    exit: 1,
    message: 'Running {file} failed{place}: {problem}',
    remedy: 'Free some memory and try again. If it stops at the same row, the model or that input is at fault.',
  },
  'sound.unreadable': {
    exit: 1,
    message: '{file} is not a usable WAV file: {problem}',
    remedy: 'Use 8, 16, 24 or 32 bit PCM or float WAV, for example from `ffmpeg -i IN -ac 1 -ar 16000 OUT.wav`.',
  },
  'sound.unfit': {
    exit: 1,
    message: '{file} does not fit {workload}: {problem}',
    remedy: '{advice}.',
  },

  'image.unreadable': {
    exit: 1,
    message: '{file} is not a usable picture: {problem}',
    remedy: 'Use whole JPEG or PNG files.',
  },
  'array.unreadable': {
    exit: 1,
    message: '{file} is not a usable .npy file: {problem}',
    remedy: "Write it with numpy.save(FILE, numpy.ascontiguousarray(VALUES, 'uint8')), or 'int8' or 'float32'.",
  },
  'cifar.unreadable': {
    exit: 1,
    message: '{file} is not a usable batch of CIFAR-10: {problem}',
    remedy: 'Unpack cifar-10-python.tar.gz (or cifar-10-binary.tar.gz) again and give its test_batch as it is.',
  },
  'import.labels': {
    exit: 1,
    message: '{file}:{line}: {problem}',
    remedy: 'Each line is file,class: a path in the folder of inputs, and the name or the number of a class.',
  },
  'import.input': {
    exit: 1,
    message: '{file} cannot become an input: {problem}',
    remedy: '{advice}.',
  },
  'import.source': {
    exit: 1,
    message: '{source}: {problem}',
    remedy: '{advice}.',
  },
  'import.interrupted': {
    exit: 1,
    message: 'Interrupted; {directory} was not made',
    remedy: 'Start again: nothing was left behind.',
  },
  'output.not-empty': {
    exit: 1,
    message: '{directory} is not empty',
    remedy: 'Choose another --out, or empty that folder.',
  },
  'output.failed': {
    exit: 1,
    message: '{file} could not be written: {problem}',
    remedy: 'Check the folder, its permissions and the space that is left.',
  },

  // Energy
  'usage.monitor': {
    exit: 2,
    message: 'The monitor {url} cannot be understood: {problem}',
    remedy:
      'Use lpm01a:PORT, ppk2:PORT, n6705://HOST, otii://HOST, emon:PORT or emon:tcp://HOST:PORT, joulescope:, or sim: with a simulated board.',
  },
  'instrument.silent': {
    exit: 1,
    message: '{monitor} did not answer {command} within {waitedMs} ms',
    remedy: 'Check that it is this kind of instrument, that no other program has it, and that its firmware is current.',
  },
  'instrument.reply': {
    exit: 1,
    message: '{monitor} answered {command} with {reply}',
    remedy: 'Unplug the instrument and plug it in again; see docs/vendor.md for the firmware that it needs.',
  },
  'instrument.vanished': {
    exit: 1,
    message: '{monitor} went away ({problem})',
    remedy: 'Check its cable and supply, then continue with --resume: what was recorded is kept.',
  },
  'instrument.changed': {
    exit: 1,
    message: '{monitor} is another instrument than the one this session began with ({was}, now {is})',
    remedy: 'Connect the first instrument again, as it was, or start a new session: windows of two are no one result.',
  },
  'instrument.voltage': {
    exit: 1,
    message: '{monitor} cannot supply {wantedV} V: it gives {leastV} to {mostV} V',
    remedy: 'Choose another --voltage, or supply the board from elsewhere.',
  },
  'instrument.overcurrent': {
    exit: 1,
    message: '{monitor} switched the board off: it drew more than the instrument gives ({problem})',
    remedy: 'Look for a short circuit, or measure with an instrument for higher currents.',
  },
  'instrument.unready': {
    exit: 1,
    message: '{monitor} cannot measure: {problem}',
    remedy: '{advice}.',
  },
  'instrument.program': {
    exit: 1,
    message: '{monitor} needs the program {program}: {problem}',
    remedy: 'Install it ({install}) and see that it is found on the PATH.',
  },
  'energy.edges': {
    exit: 1,
    message: '{monitor} does not see the windows of the board: {problem} {where}',
    remedy:
      "Connect the pin that the board's firmware moves in th_timestamp() to the edge input of the instrument, and the grounds; see docs/vendor.md.",
  },
  'io-manager.silent': {
    exit: 1,
    message: '{device} did not answer `name` as an I/O manager does, within {waitedMs} ms',
    remedy: 'Check that the I/O manager is on this port, powered, and at 115200 baud (?baud=); then reset it.',
  },
  'io-manager.other': {
    exit: 1,
    message: '{device} is no I/O manager: it answered `name` with {reply}',
    remedy: 'Give the port of the I/O manager with --io-manager, and that of a board by itself with --device.',
  },
  'io-manager.baud': {
    exit: 1,
    message: '{device} answered `setbaud {baud}` with {reply}',
    remedy:
      'Only newer I/O managers change the rate of the board: build its firmware for 9600 baud, without ?dut-baud.',
  },
  'io-manager.no-board': {
    exit: 1,
    message: '{device} passes commands on, but no board answered behind it within {waitedMs} ms',
    remedy:
      "Check the board's supply, its RX and TX at the I/O manager (they cross), the ground, and that its firmware is built for energy mode at 9600 baud.",
  },
  'trace.unknown': {
    exit: 1,
    message: '{file} is no trace that can be read: {problem}',
    remedy:
      'There are trace1-energy.bin, results.json, .jls, .ppk2, .dlog, .emon and .csv (with --columns); see docs/energy.md.',
  },
  'trace.broken': {
    exit: 1,
    message: '{file} cannot be read on at {place}: {problem}',
    remedy: 'What comes before is whole: windows that end there can be used, others have to be measured again.',
  },
  'trace.edges': {
    exit: 1,
    message: '{file} cannot be cut into windows: {problem}',
    remedy: 'Give the edges with --timestamps FILE: a JSON list of seconds, the first of the timestamp command.',
  },

  // Submissions
  'submission.unreadable': {
    exit: 1,
    message: '{file} cannot be read: {problem}',
    remedy: 'Give a folder, or an archive (.zip, .tar.gz, .tgz) of one, that you may read.',
  },
  'submission.too-large': {
    exit: 1,
    message: '{file} has {bytes} bytes, more than the {limit} that are read of such a file',
    remedy: 'See that it is the file that its name says.',
  },
  'submission.too-many': {
    exit: 1,
    message: '{directory} has {problem}',
    remedy: 'Give the folder of a round or of a submission, not one far above it.',
  },
  'submission.no-results': {
    exit: 2,
    message: 'No results are in {directory}',
    remedy:
      'Give a round, a division, a submitter, a system or a session: results lie in DIVISION/SUBMITTER/results/SYSTEM/BENCHMARK/MODE.',
  },
  'rules.unusable': {
    exit: 2,
    message: 'The rule set {file} cannot be used: {problem}',
    remedy: 'Take submissions/rounds/v1.4.json for a model; round.schema.json beside it says what may be in it.',
  },
  'archive.unreadable': {
    exit: 1,
    message: '{archive} is not a usable archive: {problem}',
    remedy: 'Make it again as .zip or .tar.gz, and see that it was copied as a whole.',
  },
  'archive.path': {
    exit: 1,
    message: '{archive}: the entry {entry} leads out of the archive or has no usable name ({problem})',
    remedy: 'Nothing was unpacked. Make the archive again from within the folder, with relative paths.',
  },
  'archive.link': {
    exit: 1,
    message: '{archive}: the entry {entry} is {kind}, not a file or a folder',
    remedy: 'Nothing was unpacked. Put the files themselves in the archive.',
  },
  'archive.size': {
    exit: 1,
    message: '{archive} would unpack to more than {limit} bytes (at {entry})',
    remedy: 'Nothing was unpacked. Leave out what is no evidence, or unpack it yourself and give the folder.',
  },
  'archive.ratio': {
    exit: 1,
    message: '{archive}: {entry} unpacks to more than {limit} times its packed size',
    remedy: 'Nothing was unpacked. If its data are really so uniform, unpack it yourself and give the folder.',
  },
  'archive.count': {
    exit: 1,
    message: '{archive} has more than {limit} entries',
    remedy: 'Nothing was unpacked. Leave out what is no evidence, or unpack it yourself and give the folder.',
  },
  'archive.duplicate': {
    exit: 1,
    message: '{archive} has two entries for {entry}',
    remedy: 'Nothing was unpacked, as programs differ in which they take. Make the archive again.',
  },
  'archive.encrypted': {
    exit: 1,
    message: '{archive}: the entry {entry} is encrypted',
    remedy: 'Make the archive without a password.',
  },
  'archive.method': {
    exit: 1,
    message: '{archive}: the entry {entry} is packed in a way that is not read ({method})',
    remedy: 'Make the archive with the usual compression (deflate), or as .tar.gz.',
  },
  'archive.interrupted': {
    exit: 1,
    message: 'Interrupted while unpacking {archive}',
    remedy: 'Start again: nothing was left behind.',
  },

  'results.unreadable': {
    exit: 1,
    message: '{file} is no results file that can be read: {problem}',
    remedy:
      'Make it with `boardbench import DIR… --out FILE`; submissions/results-file/results.schema.json is the rule.',
  },
  'compare.too-few': {
    exit: 2,
    message: 'There is only one result in {arguments}: nothing to compare it with',
    remedy: 'Give two or more sessions or results, such as `boardbench compare BEFORE AFTER`.',
  },
  'compare.too-many': {
    exit: 2,
    message: 'There are {count} results to compare, more than {limit}',
    remedy: 'Choose some by their ids, such as:\n{examples}\nA # stands between the file and the id.',
  },
  'compare.ambiguous': {
    exit: 2,
    message: '{argument} has {count} results of {benchmark}',
    remedy: 'Choose one by its id:\n{examples}\nA # stands between the file and the id.',
  },
  'compare.unknown-id': {
    exit: 2,
    message: '{argument}: {problem}',
    remedy: 'See the ids in the results file, or name the file alone to have those of a workload listed.',
  },
  'import.stopped': { exit: 1, message: 'Interrupted {where}', remedy: 'Start again: nothing was written.' },
  'site.bundle': {
    exit: 1,
    message: 'The scripts of the site could not be put together: {problem}',
    remedy: 'Run `npm ci` again: esbuild, lit and chart.js must be there, esbuild with its program for this machine.',
  },
  'site.base': {
    exit: 2,
    message: 'The address {base} is none that a site can have',
    remedy: 'Give --base as https://example.org/leaderboard/, or leave it out.',
  },
  'site.missing': {
    exit: 1,
    message: '{directory} holds no site',
    remedy: 'Build one there: `boardbench site build --out {directory}`.',
  },
  'pack.refused': {
    exit: 1,
    message: 'These sessions cannot be packed:\n{reasons}',
    remedy: 'Measure what is missing with `boardbench run`; nothing was written.',
  },
  'pack.system': {
    exit: 1,
    message: '{file} is not a usable system description: {problems}',
    remedy: '`boardbench pack --system-template` writes one to fill in; docs/submissions.md explains its fields.',
  },
  'pack.taken': {
    exit: 1,
    message: '{path} is there already',
    remedy: 'Choose another --out or --system-name, or remove it first.',
  },

  // Session
  'session.not-empty': {
    exit: 1,
    message: '{directory} is not empty',
    remedy: 'Choose another --out, or go on with --resume {directory}.',
  },
  'session.not-found': {
    exit: 1,
    message: '{directory} holds no session',
    remedy: 'Give the folder of a session, or one that holds sessions: it has a journal.jsonl.',
  },
  'session.broken': {
    exit: 1,
    message: '{file}:{line}: {problem}',
    remedy: 'The journal was changed after it was written; its figures cannot be trusted.',
  },
  'session.locked': {
    exit: 1,
    message: '{directory} is being written by process {pid}',
    remedy: 'Wait for that run to end, or stop it first.',
  },
  'session.workload': {
    exit: 2,
    message: '{directory} is a session of {name}: {problem}',
    remedy: 'Go on with --resume {directory} --workload FILE.yaml, the file that it began with.',
  },
  'session.other-workload': {
    exit: 1,
    message: '{directory} holds no accuracy session of {workload}',
    remedy: 'Make one with `boardbench run --mode accuracy --workload {workload}`.',
  },
  'session.complete': {
    exit: 1,
    message: '{directory} is finished already',
    remedy: 'Start a new run with another --out.',
  },
  'disk.full': {
    exit: 1,
    message: 'The disk is full: {file} could not be written',
    remedy: 'Free some space and go on with --resume: what was recorded is kept.',
  },
  'disk.failed': {
    exit: 1,
    message: '{file} could not be written: {problem}',
    remedy: 'Check the folder and its permissions, then go on with --resume.',
  },
  'run.interrupted': {
    exit: 1,
    message: 'Interrupted {where}',
    remedy: 'Go on with `boardbench run --resume {directory}`.',
  },
  'infer.interrupted': { exit: 1, message: 'Interrupted {where}', remedy: 'Start again: nothing was kept.' },
  // Limited workers
  'worker.time': {
    exit: 1,
    message: '{what} took longer than {limitS} s and was ended',
    remedy: 'Make it smaller, or allow more time where you run it yourself.',
  },
  'worker.memory': {
    exit: 1,
    message: '{what} took more than {limitMb} MB of memory and was ended',
    remedy: 'Make it smaller, or allow more memory where you run it yourself.',
  },
  'worker.died': {
    exit: 1,
    message: 'The process that worked on {what} died ({problem})',
    remedy: 'Try it once more; if it dies again, please report it with the file.',
  },
  'worker.closed': {
    exit: 1,
    message: '{what} was not finished: the program was about to end',
    remedy: 'Start it once more.',
  },

  // Grading
  'rubric.unreadable': {
    exit: 2,
    message: 'The rubric {file} cannot be read: {problem}',
    remedy: 'Check the path; `boardbench grade init FILE` writes a rubric to begin with.',
  },
  'rubric.invalid': {
    exit: 2,
    message: '{file} is no usable rubric:\n{problems}',
    remedy: 'Mend these lines; the rubric that `boardbench grade init FILE` writes explains every key.',
  },
  'rubric.calibration': {
    exit: 1,
    message: 'The noise of {measure} cannot be told from the calibration: {problem}',
    remedy:
      'Run the same reference again and again on the board that is judged on (`boardbench run`, ten times is good) and keep all sessions in the folder of the calibration.',
  },
  'roster.unreadable': {
    exit: 2,
    message: 'The roster {file} cannot be read: {problem}',
    remedy: 'Give a CSV file with a line of names of columns: id and name, and email where you have it.',
  },
  'roster.invalid': {
    exit: 2,
    message: '{file}:{line}: {problem}',
    remedy: 'Mend that line; each student has one, with an id.',
  },
  'roster.double': {
    exit: 2,
    message: '{file}: {what} stands on line {first} and on line {second}',
    remedy: 'Leave one of them: nobody could tell whose hand-in is whose.',
  },
  'grade.nothing': {
    exit: 2,
    message: 'There are no hand-ins in {paths}',
    remedy:
      'Give the folder with the hand-ins, one folder, file or archive each, or the export of Canvas, Gradescope or Moodle.',
  },
  'grade.unreadable': {
    exit: 2,
    message: '{path} cannot be read: {problem}',
    remedy: 'Check the path and its permissions.',
  },
  'grade.data': {
    exit: 1,
    message: 'The {part} data of the rubric cannot be used: {problem}',
    remedy: 'Mend the data or the rubric: no student is at fault, and nobody was graded.',
  },
  'grade.baseline': {
    exit: 1,
    message: 'The baseline {file} cannot be measured: {problem}',
    remedy: 'Name a model in the rubric that `boardbench infer` runs on the same data.',
  },
  'grade.limits': {
    exit: 1,
    message: 'The limits of the rubric are too low for the baseline {file}: {problem}',
    remedy: 'Raise `limits` in the rubric: they end what students hand in as well.',
  },
  'grade.calibration': {
    exit: 1,
    message: 'The calibration {folder} cannot be used: {problem}',
    remedy: 'Keep nothing in it but sessions of one reference on the board that is judged on.',
  },
  'grade.cache': {
    exit: 1,
    message: 'The cache {folder} cannot be used: {problem}',
    remedy: 'Choose another folder with --out, or give yourself the right to write there.',
  },
  'grade.empty': {
    exit: 1,
    message: 'There is nothing in {file}',
    remedy: 'Hand it in again, and see that the files are in it.',
  },
  'grade.too-large': {
    exit: 1,
    message: '{file} has more than the {limitMb} MB that a hand-in may have',
    remedy: 'Hand in what is asked for alone: no data, no environments, no builds.',
  },
  'grade.no-model': {
    exit: 1,
    message: 'There is no model in {file}: no file that is called {pattern}{near}',
    remedy: 'Hand in the .tflite file under the name that is asked for.',
  },
  'grade.other-format': {
    exit: 1,
    message: '{file} is {format}, and no .tflite model',
    remedy: 'Convert it to .tflite, int8 where that is asked for, and hand that in.',
  },
  'grade.other-archive': {
    exit: 1,
    message: '{file} is {format}, which is not unpacked',
    remedy: 'Hand in the .tflite file itself, or pack it as .zip or .tar.gz.',
  },
  'grade.broken-model': {
    exit: 1,
    message: '{file} begins as a .tflite model, and is cut off or damaged',
    remedy: 'Export it again, and see that `boardbench profile` takes it before you hand it in.',
  },
  'grade.several-models': {
    exit: 1,
    message: 'Several files are called {pattern} ({files}), and {taken} was taken',
    remedy: 'Hand in one model.',
  },
  'grade.no-session': {
    exit: 1,
    message: 'There are no runs of {workload} in {file}',
    remedy: 'Hand in the whole folder that `boardbench run` leaves, with its journal.',
  },
  'grade.several-sessions': {
    exit: 1,
    message: 'There are several results of {workload} ({folders}), and {taken} was taken',
    remedy: 'Hand in the runs of one system.',
  },
  'grade.simulated': {
    exit: 1,
    message: 'The {mode} run in {folder} is of a simulated board, which does not count',
    remedy: 'Measure on the board.',
  },
  'grade.device': {
    exit: 1,
    message: 'The {mode} run in {folder} is of {found}, and {wanted} is judged on',
    remedy: 'Measure on the board that is asked for.',
  },
  'grade.no-device': {
    exit: 1,
    message: 'The {mode} run in {folder} does not say which board it is of, and {wanted} is judged on',
    remedy: 'Hand in the whole folder of the run, with its log or journal.',
  },
  'grade.short-run': {
    exit: 1,
    message:
      'The {mode} run in {folder} has {windows} windows of {seconds} s at least; {wantedWindows} of {wantedSeconds} s are usual',
    remedy: 'Run it with the usual settings, without --windows and --min-seconds.',
  },
  'grade.no-evidence': {
    exit: 1,
    message:
      'Of the {mode} run in {folder} there is nothing that was measured: figures that are only written down do not count',
    remedy: 'Hand in the whole folder of the run, with its log or journal.',
  },
  'grade.other-data': {
    exit: 1,
    message: 'The accuracy run in {folder} used other data than those of the assignment',
    remedy: 'Run it again with the data that were given out.',
  },
  'grade.part-of-data': {
    exit: 1,
    message: 'The accuracy run in {folder} has {found} of {wanted} inputs; those that are missing count as wrong',
    remedy: 'Run it on all of the data, without --limit.',
  },
  'grade.other-model': {
    exit: 1,
    message:
      'In the {mode} run in {folder} the board answered otherwise than the model that was handed in, for {other} of {compared} inputs',
    remedy:
      'Hand in the model that was on the board when it was measured, and see that its input is kept for each inference.',
  },
  'grade.other-answers': {
    exit: 1,
    message:
      'In the {mode} run in {folder} the board answered otherwise than in the accuracy run, for {other} of {compared} inputs',
    remedy: 'Run all modes with one model, and see that its input is kept for each inference.',
  },
  'grade.not-compared': {
    exit: 1,
    message: 'The {mode} run in {folder} has no answers to inputs of the assignment, so that its model cannot be told',
    remedy: 'Run it again with the data that were given out.',
  },
  'grade.no-estimate': {
    exit: 1,
    message:
      'Nothing that was published allows an estimate of {measure} of {file} on {board}: it is a {precision} model',
    remedy: 'Quantise it to int8.',
  },
  'grade.links': {
    exit: 1,
    message: '{file} is a link, and links are not followed',
    remedy: 'Hand in the file itself.',
  },
  'grade.key': {
    exit: 1,
    message: '{file} is no key of pseudonyms',
    remedy: 'Put the former one back, so that pseudonyms stay; or remove it, and everybody gets another.',
  },
  'grade.interrupted': {
    exit: 1,
    message: 'Interrupted after {done} of {total} hand-ins',
    remedy: 'Start it again: what was measured is kept, and it goes on from there.',
  },
  'grade.metadata': {
    exit: 2,
    message: '{file} is no metadata of Gradescope: {problem}',
    remedy: 'Give the submission_metadata.json that Gradescope puts beside a submission, or leave it out.',
  },
  'grade.exists': {
    exit: 1,
    message: '{file} is there already',
    remedy: 'Choose another name, or move it away: nothing is written over.',
  },

  // Database of the intake server
  'database.unreachable': {
    exit: 1,
    http: 503,
    message: 'No connection to the database {database}: {problem}',
    remedy: 'Check that PostgreSQL runs there, and the user, password and name in --database.',
  },
  'database.failed': {
    exit: 1,
    http: 500,
    message: 'The database {database} refused: {problem}',
    remedy: 'See its log. Nothing was changed by this step.',
  },
  'database.newer': {
    exit: 1,
    message: 'The database {database} was made by a later version (migration {found}; this one knows {known})',
    remedy: 'Use that version of boardbench, or restore a backup from before it.',
  },
  'database.changed': {
    exit: 1,
    message: 'Migration {name} of the database {database} is not the one that was applied',
    remedy: 'Use the version of boardbench that made it; migrations are never edited.',
  },
  'database.broken': {
    exit: 1,
    http: 503,
    message: 'The embedded database in {directory} cannot be opened: {problem}',
    remedy: 'Restore a backup into another data folder; a later version of boardbench may know a later database.',
  },
  'data.in-use': {
    exit: 1,
    message: 'The data folder {directory} is in use by process {pid}',
    remedy: 'Ask that server over --to URL --token, stop it, or choose another --data.',
  },
  'data.other-database': {
    exit: 1,
    message: 'The data folder {directory} and the database {database} do not belong together: {problem}',
    remedy:
      'Nothing was changed. Start it with the database of the folder (--database or BOARDBENCH_DATABASE, neither for the embedded one), or with another --data; from one database to another a backup is restored.',
  },
  'data.unlockable': {
    exit: 1,
    message: 'The data folder {directory} cannot be kept from other processes: {problem}',
    remedy: 'Keep it on a local disk that allows sockets, or keep the database elsewhere with --database postgres://….',
  },
  'backup.unreadable': {
    exit: 1,
    message: '{file} is no whole backup: {problem}',
    remedy: 'Take another backup; nothing was restored of this one.',
  },
  'backup.running': {
    exit: 1,
    http: 409,
    message: 'A backup of this server is being written already',
    remedy: 'Ask again when that one is done.',
  },
  'restore.not-empty': {
    exit: 1,
    message: 'There are submissions or tokens already in {where}',
    remedy: 'Restore into an absent or empty data folder and an empty database.',
  },

  // Requests to the intake server
  'request.invalid': {
    exit: 2,
    http: 400,
    message: 'The request is not understood: {problem}',
    remedy: 'See the description of this address under /api/docs.',
  },
  'request.past': {
    exit: 2,
    http: 400,
    message: 'An embargo until {until} is over already',
    remedy: 'Name a time to come. Without an embargo name none; to end one, set it to null.',
  },
  'request.unknown': {
    exit: 2,
    http: 404,
    message: 'There is nothing at {address}',
    remedy: 'See the addresses under /api/docs.',
  },
  'request.too-many': {
    exit: 1,
    http: 429,
    message: 'Too many requests: at most {most} in {seconds} s',
    remedy: 'Wait {waitS} s and try again.',
  },
  'request.too-many-streams': {
    exit: 1,
    http: 429,
    message: 'This token has {most} streams of events open already',
    remedy: 'Close one of them.',
  },
  'request.too-large': {
    exit: 1,
    http: 413,
    message: 'The request is larger than the {limitBytes} bytes that are taken here',
    remedy: 'Send less, or ask whoever runs the server for a higher limit.',
  },
  'request.type': {
    exit: 2,
    http: 415,
    message: 'The body is of a type that is not taken here',
    remedy: 'Send JSON as `Content-Type: application/json`.',
  },
  'token.none': {
    exit: 2,
    http: 401,
    message: 'A token is needed for this',
    remedy:
      'Send it as `Authorization: Bearer TOKEN`. Whoever runs the server makes one with `boardbench token create`.',
  },
  'token.unknown': {
    exit: 2,
    http: 401,
    message: 'The token is not known here, has expired or was revoked',
    remedy: 'Check that all of it was copied, or ask for a new one.',
  },
  'token.role': {
    exit: 2,
    http: 403,
    message: 'This needs the role {role}; the token has {own}',
    remedy: 'Ask somebody with that role.',
  },
  'token.missing': {
    exit: 2,
    http: 404,
    message: 'There is no token {id}',
    remedy: 'See `boardbench token list`.',
  },
  'token.last': {
    exit: 2,
    http: 409,
    message: '{id} is the last administrator that works',
    remedy: 'Make another one first.',
  },
  'intake.unknown': {
    exit: 2,
    http: 404,
    message: 'There is no submission {id} that this token may see',
    remedy: 'Check the id; submitters see what their own organisation has sent.',
  },
  'intake.state': {
    exit: 1,
    http: 409,
    message: 'Submission {id} is {state}: it cannot be {wanted}',
    remedy: 'Look at its history: somebody may have been faster.',
  },
  'intake.changed': {
    exit: 1,
    http: 409,
    message: 'Submission {id} is not as you saw it any more: {what} since then',
    remedy: 'Look at it again (it is at version {version} now), and decide on that.',
  },
  'intake.no-report': {
    exit: 1,
    http: 404,
    message: 'Submission {id} is {state}: there is no report of it',
    remedy: 'Wait until it has been checked, and see its state for why it was not.',
  },
  'intake.no-archive': {
    exit: 1,
    http: 410,
    message: 'The archive of submission {id} is not here any more',
    remedy: 'Tell whoever runs the server: a backup may have it.',
  },
  'intake.supersedes': {
    exit: 2,
    http: 409,
    message: 'Submission {id} cannot be superseded: {problem}',
    remedy: 'Name one of your own organisation that still stands.',
  },
  'intake.reason': {
    exit: 2,
    http: 422,
    message: 'A reason is needed: {why}',
    remedy: 'Say it in `reason`; it stays in the history for everybody who may see the submission.',
  },
  'intake.own': {
    exit: 2,
    http: 403,
    message: 'Submission {id} is of your own organisation: another reviewer decides',
    remedy: 'Ask a reviewer of another organisation, or an administrator.',
  },
  'intake.finding': {
    exit: 2,
    http: 404,
    message: 'The report of {id} has no finding {finding}',
    remedy: 'Findings are counted from 0 in the order of the report.',
  },
  'upload.too-large': {
    exit: 1,
    http: 413,
    message: 'The archive is larger than the {limitMb} MB that are taken here',
    remedy: 'Leave out what is no evidence, or ask whoever runs the server for a higher limit.',
  },
  'upload.type': {
    exit: 2,
    http: 415,
    message: '{found} is not taken: an archive is wanted',
    remedy: 'Send a .zip, .tar or .tar.gz as multipart/form-data or as application/zip, gzip, x-tar or octet-stream.',
  },
  'upload.malformed': {
    exit: 2,
    http: 400,
    message: 'The upload is not understood: {problem}',
    remedy: 'Send one file as multipart/form-data, or the archive alone as the body.',
  },
  'upload.stalled': {
    exit: 1,
    http: 408,
    message: 'Next to nothing came for {seconds} s in the middle of the request',
    remedy: 'Check the line and send it again: nothing of it was kept.',
  },
  'upload.broken-off': {
    exit: 1,
    http: 400,
    message: 'The upload ended after {bytes} bytes, before it was whole',
    remedy: 'Send it again: nothing of it was kept.',
  },
  'intake.stopping': {
    exit: 1,
    http: 503,
    message: 'The server is about to stop',
    remedy: 'Try again in a minute.',
  },
  'intake.no-database': {
    exit: 1,
    http: 503,
    message: 'The server does not reach its database',
    remedy: 'Try again in a minute; if that does not help, tell whoever runs the server.',
  },
  'intake.defect': {
    exit: 1,
    http: 500,
    message: 'Something went wrong in the server (request {request})',
    remedy: 'Tell whoever runs it the number of the request; its log has the rest.',
  },
  'intake.unreachable': {
    exit: 1,
    message: 'No answer from {server}: {problem}',
    remedy: 'Check the address given with --to, and that `boardbench serve` runs there.',
  },
  'intake.refused': {
    exit: 1,
    message: '{server} refused ({status}, {code}): {said}',
    remedy: '{advice}.',
  },
  'submit.stopped': {
    exit: 1,
    message: 'Interrupted after {bytes} bytes were sent',
    remedy: 'Start again: the server keeps nothing of it.',
  },
  'submit.interrupted': {
    exit: 1,
    message: 'Interrupted; submission {id} is at {server} and is checked all the same',
    remedy: 'Look again with `boardbench submit status {id} --to {server}`.',
  },
  'submit.unanswered': {
    exit: 1,
    message: 'All was sent, but {server} did not say whether it arrived',
    remedy: 'See `boardbench submit list --to {server}`; send it again only if it is not there.',
  },
  'data.missing': {
    exit: 1,
    message: 'There is no data folder of an intake server at {directory}',
    remedy: 'Check --data; `boardbench serve` makes one when it is started for the first time.',
  },
  'tool.missing': { exit: 1, message: '{tool} is needed for {purpose}', remedy: 'Install it: {install}.' },
} as const satisfies Record<string, ErrorEntry>;

interface ErrorEntry {
  readonly exit: 1 | 2;
  /** The status of the answer of the intake server; what has none is never told to its users. */
  readonly http?: number;
  readonly message: string;
  readonly remedy: string;
}

export type ErrorCode = keyof typeof errorTable;

/** The `{names}` that a text wants filled. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The details that an error of this code must carry. */
export type ErrorDetails<Code extends ErrorCode> = Record<
  Placeholders<(typeof errorTable)[Code]['message']> | Placeholders<(typeof errorTable)[Code]['remedy']>,
  string | number
>;

/** An error from the table. `message` says what happened and where, `remedy` what to do now. */
export class BenchError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;
  readonly remedy: string;
  readonly exitStatus: 1 | 2;
  /** The status of an HTTP answer that tells it; null where it is not for the users of a server. */
  readonly httpStatus: number | null;

  constructor(code: ErrorCode, details: Readonly<Record<string, string | number>>, options?: ErrorOptions) {
    const entry: ErrorEntry = errorTable[code];
    super(fill(entry.message, details), options);
    this.name = 'BenchError';
    this.code = code;
    this.details = details;
    this.remedy = fill(entry.remedy, details);
    this.exitStatus = entry.exit;
    this.httpStatus = entry.http ?? null;
  }
}

/** Makes an error of the table; the compiler asks for every detail that its texts name. */
export function failure<Code extends ErrorCode>(
  code: Code,
  details: ErrorDetails<Code> & Readonly<Record<string, string | number>>,
  options?: ErrorOptions,
): BenchError {
  return new BenchError(code, details, options);
}

function fill(text: string, details: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => String(details[name] ?? whole)).trim();
}
