namespace FolioModel.Cli.Quiz;

/// <summary>A kind of question: asks something about a moment of a program, or null where nothing of the kind can be asked there.</summary>
/// <param name="moment">The moment.</param>
/// <param name="dice">Decides which of several folios or places is asked about.</param>
internal delegate QuizQuestion? QuestionKind(QuizMoment moment, SplitMix dice);
