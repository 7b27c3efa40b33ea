using System.Text.Json;
using FolioModel.Cli.Explain;

namespace FolioModel.Cli.Quiz;

/// <summary>A sheet for programs: <c>folio-quiz/1</c>. Answers go into the field <c>answer</c> of each question.</summary>
internal static class QuizJson
{
    public const string Format = "folio-quiz/1";

    public static string Write(QuizSheet sheet, bool withAnswers) => JsonSerializer.Serialize(
        new
        {
            format = Format,
            quiz = sheet.Request.Subject,
            seed = sheet.Request.Seed,
            level = sheet.Request.Level,
            sheet = sheet.Fingerprint,
            program = sheet.Program,
            questions = sheet.Questions.Select((q, i) => new
            {
                number = i + 1,
                line = q.Line,
                text = q.Text,
                form = q.Form.ToString().ToLowerInvariant(),
                choices = q.Choices,
                answer = withAnswers ? q.Answer : "",
                explanation = withAnswers ? q.Explanation : [],
            }),
            asked = sheet.Request.Questions,
        },
        JsonForm.Options);
}
