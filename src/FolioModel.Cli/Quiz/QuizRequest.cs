namespace FolioModel.Cli.Quiz;

/// <summary>A request for a sheet: enough to make the same sheet again.</summary>
/// <param name="Subject">A topic's name, or a scenario file's path.</param>
/// <param name="Seed">Chooses the program and the questions.</param>
/// <param name="Level">How long the program is, from 1 to 3.</param>
/// <param name="Questions">How many questions.</param>
internal sealed record QuizRequest(string Subject, long Seed, int Level, int Questions)
{
    public const int MostLevels = 3;
    public const int MostQuestions = 50;

    /// <inheritdoc/>
    public override string ToString() => $"{Subject} --seed {Seed} --level {Level} --questions {Questions}";
}
