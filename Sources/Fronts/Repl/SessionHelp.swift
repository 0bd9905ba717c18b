// What :help says: every command by topic, with examples that can be typed as they stand.

extension Session {
  static let help: String = {
    let topics = SessionCommand.Topic.allCases.map { "\($0.rawValue)\n" + usages(of: $0) }
    return """
      Type statements: each is checked at once and joins the program, and the number of runs is shown. A let,
      sweep or declaration of a name that is there already replaces it where it stands; filters add up; the
      last bare 'run' is implied until it is typed. An open bracket goes on in the next line. An expression
      shows its value. Tab completes. ':help program' and so on have examples; ':help sweep' is about
      the language.

      """ + topics.joined(separator: "\n")
  }()

  static func usages(of topic: SessionCommand.Topic) -> String {
    let width = SessionCommand.allCases.map(\.usage.form.count).max() ?? 0
    return SessionCommand.allCases.filter { $0.topic == topic }.map { command in
      let (form, meaning) = command.usage
      return "  " + form + String(repeating: " ", count: width - form.count + 2) + meaning + "\n"
    }.joined()
  }

  static func examples(of topic: SessionCommand.Topic) -> String {
    switch topic {
    case .program:
      """
      batch first "what moves what"
      let strategy = "trend_baseline"
      let period = 2015 .. 2020
      sweep rebalance_freq in ["W", "M"]
      sweep ema_fast in [10, 20, 40]
      :list
      :drop 5
      :undo

      """
    case .questions:
      """
      2 * 3
      :type 2015 .. 2020
      :plan
      :runs 3
      :run-nth 0
      :explain sharpe

      """
    case .work:
      """
      :run sample 3
      :run only rebalance_freq == "W"
      :run
      :status

      """
    case .results:
      """
      :top sharpe 5
      :table ema_fast rebalance_freq sharpe
      :sql select rebalance_freq, avg(sharpe), count(*) from result group by rebalance_freq

      """
    case .session:
      """
      :help results
      :quit

      """
    }
  }
}

extension SessionCommand {
  /// More than a line, where that helps.
  var detail: String? {
    switch self {
    case .run:
      """
      What has succeeded with the same settings, files and version is up to date and stays; the rest is run. 'only' takes
      an expression over settings, id and tags; 'sample N' takes N of what is left, as if by lot: the same ones each
      time, and those and others for a larger N. In a terminal it goes on in the background; Ctrl-C on an empty line, or
      :cancel, lets what has begun end; twice ends it. Leaving does not end it.

        :run only rebalance_freq == "W" sample 3
      """
    case .table:
      """
      A row for each value of the first setting, a column for each of the second; where several runs fall into a cell,
      their median. 'bundle' stands for bundle_path, 'period' for start_date. Any metric will do: :help top.
      """
    case .top:
      "Without a metric by Sharpe ratio, or by the first metric of a command. Metrics: gamut explain metrics, Tab."
    case .sql:
      """
      One SELECT. The view 'result' has a line for each run: run_id, state, error, runtime_sec, a column for each setting
      that varies (as in batch_summary.csv) and for each metric. Ctrl-C stops it.
      """
    case .diff:
      "Without 'run' since the file was loaded or saved; of a program without a file since the last :run."
    case .why:
      "The nearest giver won; the others are what it replaced, down to the default. :why RUN tells of all settings."
    case .drop:
      "A statement goes with all that is in it: to change the inside of a for or group, :edit."
    case .save:
      "Formatted, and with the run that was implied. Without FILE to the file that was loaded or saved last."
    default: nil
    }
  }
}
