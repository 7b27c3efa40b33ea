using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FolioModel.Cli.Quiz;

namespace FolioModel.Cli.Grade;

/// <summary>
/// The answers of one learner, and the sheet that they are for. Read from the text or the JSON of <c>folio quiz</c>, filled in.
/// </summary>
/// <param name="Request">Which sheet.</param>
/// <param name="Fingerprint">The sheet's fingerprint, or null where the answers do not say it.</param>
/// <param name="Answers">What was answered, by the number of the question.</param>
internal sealed partial record AnswerSheet(QuizRequest Request, string? Fingerprint, IReadOnlyDictionary<int, string> Answers)
{
    /// <summary>Reads answers.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="BadAnswersException">It is no sheet of answers; the message says what is missing.</exception>
    public static AnswerSheet Read(string text) => text.TrimStart().StartsWith('{') ? ReadJson(text) : ReadText(text);

    private static AnswerSheet ReadText(string text)
    {
        Match head = Head().Match(text);
        if (!head.Success)
        {
            throw new BadAnswersException("expected a line such as 'folio quiz counts --seed 7', which says what is answered");
        }

        Dictionary<int, string> answers = [];
        foreach (Match answer in Answer().Matches(text))
        {
            if (!answers.TryAdd(NumberOf(answer.Groups["number"]) ?? 0, answer.Groups["answer"].Value.Trim()))
            {
                throw new BadAnswersException($"question {answer.Groups["number"].Value} is answered twice");
            }
        }

        string options = head.Groups["options"].Value;
        return answers.Count == 0 ? throw new BadAnswersException("expected lines such as 'answer 1: 3'")
            : new AnswerSheet(
                new QuizRequest(
                    head.Groups["subject"].Value, OptionOf(options, "seed") ?? 1, (int)(OptionOf(options, "level") ?? 1),
                    (int)(OptionOf(options, "questions") ?? 5)),
                Sheet().Match(text) is { Success: true } sheet ? sheet.Groups["sheet"].Value : null, answers);
    }

    private static long? OptionOf(string options, string name) =>
        Regex.Match(options, $@"--{name}[ =](?<value>-?\d+)", RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(10)) is { Success: true } option
            && long.TryParse(option.Groups["value"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    private static AnswerSheet ReadJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (!root.TryGetProperty("quiz", out JsonElement quiz))
            {
                throw new BadAnswersException("expected a member \"quiz\" with the topic, as 'folio quiz --json' writes it");
            }

            Dictionary<int, string> answers = root.TryGetProperty("answers", out JsonElement plain) ? PlainAnswers(plain) : AnswersIn(root);
            return new AnswerSheet(
                new QuizRequest(
                    quiz.GetString() ?? "", NumberAt(root, "seed") ?? 1, (int)(NumberAt(root, "level") ?? 1),
                    (int)(NumberAt(root, "asked") ?? 5)),
                root.TryGetProperty("sheet", out JsonElement sheet) ? sheet.GetString() : null, answers);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new BadAnswersException(error.Message);
        }
    }

    private static Dictionary<int, string> PlainAnswers(JsonElement answers) => answers.EnumerateObject().ToDictionary(
        static a => int.TryParse(a.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw new BadAnswersException($"\"{a.Name}\" in \"answers\": expected the number of a question"),
        static a => TextOf(a.Value));

    private static Dictionary<int, string> AnswersIn(JsonElement root) =>
        !root.TryGetProperty("questions", out JsonElement questions)
            ? throw new BadAnswersException("expected a member \"questions\" or \"answers\"")
            : questions.EnumerateArray().ToDictionary(
                static q => q.GetProperty("number").GetInt32(),
                static q => q.TryGetProperty("answer", out JsonElement answer) ? TextOf(answer) : "");

    private static string TextOf(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.String => answer.GetString()!,
        JsonValueKind.Array => string.Join(", ", answer.EnumerateArray().Select(TextOf)),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => answer.GetRawText(),
    };

    private static long? NumberAt(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement number) ? number.GetInt64() : null;

    private static int? NumberOf(Group group) =>
        int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    [GeneratedRegex(@"^\W*folio quiz (?<subject>\S+)(?<options>[^\r\n]*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Head();

    [GeneratedRegex(@"^sheet (?<sheet>[0-9a-f]{8})\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Sheet();

    [GeneratedRegex(@"^[ \t]*answer (?<number>\d{1,3})[ \t]*:(?<answer>[^\r\n]*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        10_000)]
    private static partial Regex Answer();
}
