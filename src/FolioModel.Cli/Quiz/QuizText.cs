namespace FolioModel.Cli.Quiz;

/// <summary>A sheet for people: the program with line numbers, the questions, and room for answers that <c>folio grade</c> reads.</summary>
internal static class QuizText
{
    private const int Width = 100;

    public static void Write(QuizSheet sheet, bool withAnswers, TextWriter output)
    {
        output.WriteLine($"folio quiz {sheet.Request}");
        output.WriteLine($"sheet {sheet.Fingerprint}");
        output.WriteLine();
        for (int i = 0; i < sheet.Program.Count; i++)
        {
            output.WriteLine($"{i + 1,4}  {sheet.Program[i]}");
        }

        if (sheet.Questions.Any(static q => q.Form == AnswerForm.Set && q.Choices.Count > 0))
        {
            output.WriteLine();
            Wrap(output, "Holders: ", string.Join(", ", QuizMoment.HolderNames) + ".");
        }

        for (int i = 0; i < sheet.Questions.Count; i++)
        {
            QuizQuestion question = sheet.Questions[i];
            output.WriteLine();
            Wrap(output, $"{i + 1}. ", $"{question.Text} ({question.Hint})");
            output.WriteLine($"   answer {i + 1}:{(withAnswers ? $" {question.Answer}" : "")}");
            if (withAnswers)
            {
                WriteExplanation(question, output);
            }
        }
    }

    /// <summary>Why an answer is right, each fact on a line behind a bar.</summary>
    public static void WriteExplanation(QuizQuestion question, TextWriter output)
    {
        foreach (string line in question.Explanation)
        {
            Wrap(output, "   | ", line);
        }
    }

    private static void Wrap(TextWriter output, string start, string text)
    {
        string line = start;
        string indent = start.EndsWith("| ", StringComparison.Ordinal) ? $"{start}  " : new string(' ', start.Length);
        bool isEmpty = true;
        foreach (string word in text.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                line = indent;
                isEmpty = true;
            }

            line += isEmpty ? word : $" {word}";
            isEmpty = false;
        }

        output.WriteLine(line);
    }
}
