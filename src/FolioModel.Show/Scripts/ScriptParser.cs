namespace FolioModel.Show;

/// <summary>Takes the text of a scenario file apart into lines and words.</summary>
internal static class ScriptParser
{
    public static IReadOnlyList<ScriptLine> Parse(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        List<ScriptLine> parsed = [];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            string trimmed = line.TrimStart();
            if (trimmed.Length > 0 && trimmed[0] != '#')
            {
                parsed.Add(ParseLine(i + 1, line));
            }
        }

        return parsed;
    }

    /// <summary>Takes one line apart that is neither empty nor a remark.</summary>
    public static ScriptLine ParseLine(int number, string line)
    {
        List<ScriptWord> words = WordsOf(line);
        string? task = null;
        if (words[0].Text.EndsWith(':'))
        {
            task = words[0].Text[..^1];
            words.RemoveAt(0);
        }

        if (words.Count == 0)
        {
            throw new BadFolioScriptException(number, line.Length + 1, "expected an operation behind the task's name");
        }

        ScriptWord verb = words[0];
        if (verb.Text is "say" or "ask" or "title" or "question" or "teacher")
        {
            return new ScriptLine(number, line, task, verb, [], new Dictionary<string, ScriptWord>(), null);
        }

        ScriptWord? result = null;
        int place = words.FindIndex(static w => w.Text == "as");
        if (place > 0)
        {
            result = place + 1 < words.Count
                ? words[place + 1]
                : throw new BadFolioScriptException(number, line.Length + 1, "expected a name behind 'as'");
            words.RemoveRange(place, 2);
        }

        Dictionary<string, ScriptWord> options = new(StringComparer.Ordinal);
        foreach (ScriptWord word in words.Skip(1).Where(static w => w.Text.Contains('=')))
        {
            int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
            options[word.Text[..equals]] = new ScriptWord(word.Text[(equals + 1)..], word.Column + equals + 1);
        }

        return new ScriptLine(number, line, task, verb, [.. words.Skip(1).Where(static w => !w.Text.Contains('='))], options, result);
    }

    private static List<ScriptWord> WordsOf(string line)
    {
        List<ScriptWord> words = [];
        for (int i = 0; i < line.Length;)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                i++;
                continue;
            }

            int start = i;
            while (i < line.Length && !char.IsWhiteSpace(line[i]))
            {
                i++;
            }

            words.Add(new ScriptWord(line[start..i], start + 1));
        }

        return words;
    }
}
