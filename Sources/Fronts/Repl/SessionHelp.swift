// What :help says: every command by topic, with examples that can be typed as they stand.

extension Session {
  static let help: String = {
    let topics = SessionCommand.Topic.allCases.map { "\($0.rawValue)\n" + usages(of: $0) }
    return """
      Type statements: each is checked at once and joins the program, and the number of runs is shown. A let,
      sweep or declaration of a name that is there already replaces it where it stands; filters add up; the
      last bare 'run' is implied until it is typed. An open bracket goes on in the next line. An expression
      shows its value. Tab completes. ':help program' and so on have examples.

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
      :sql select run_id, sharpe from result order by sharpe desc limit 3

      """
    case .session:
      """
      :help results
      :quit

      """
    }
  }
}
