namespace FolioModel.Cli.Quiz;

/// <summary>A question about a program, with the answer that the model gives.</summary>
/// <param name="Line">The line of the program after which it is asked.</param>
/// <param name="Text">The question.</param>
/// <param name="Form">How an answer is written.</param>
/// <param name="Answer">The right answer.</param>
/// <param name="Explanation">Why it is right: a line each, read from the ledger and the machine.</param>
internal sealed record QuizQuestion(int Line, string Text, AnswerForm Form, string Answer, IReadOnlyList<string> Explanation)
{
    /// <summary>The possible answers of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>A hint for the form of the answer, in words.</summary>
    public string Hint => Form switch
    {
        AnswerForm.Number => "a number",
        AnswerForm.Choice => string.Join(", ", Choices.SkipLast(1)) + $" or {Choices[^1]}",
        AnswerForm.Set when Choices.Count > 0 => $"as in: {Choices[0]} 1, {Choices[1]} 1",
        AnswerForm.Set => "with commas between, in any order; none for none",
        _ => "with commas between, in this order; none for none",
    };

    /// <summary>A question that is answered with yes or no.</summary>
    public static QuizQuestion YesNo(int line, string text, bool yes, params string[] explanation) =>
        new(line, text, AnswerForm.Choice, yes ? "yes" : "no", explanation) { Choices = ["yes", "no"] };
}
