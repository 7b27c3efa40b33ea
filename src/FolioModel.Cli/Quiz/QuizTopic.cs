namespace FolioModel.Cli.Quiz;

/// <summary>A topic of quizzes: how its programs are written, and what is asked about them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lesson">The lesson or story that it belongs to.</param>
/// <param name="Summary">What it asks about, in a line.</param>
/// <param name="Write">Writes a program at random.</param>
/// <param name="Kinds">What is asked.</param>
internal sealed record QuizTopic(string Name, string Lesson, string Summary, Action<ProgramWriter> Write,
    IReadOnlyList<QuestionKind> Kinds);
