using System.Globalization;

namespace FolioModel.Show;

/// <summary>A word of a scenario file, with the column at which it stands.</summary>
internal readonly record struct ScriptWord(string Text, int Column);

/// <summary>A line of a scenario file: an operation of a task, with its arguments.</summary>
/// <param name="Number">The line, from 1.</param>
/// <param name="Text">The line as it stands.</param>
/// <param name="Task">The task that it belongs to, or null for the first one.</param>
/// <param name="Verb">The operation.</param>
/// <param name="Words">Its arguments in order.</param>
/// <param name="Options">Its arguments of the form name=value.</param>
/// <param name="Result">The name that its result gets (<c>as NAME</c>), or null.</param>
internal sealed record ScriptLine(
    int Number, string Text, string? Task, ScriptWord Verb, IReadOnlyList<ScriptWord> Words, IReadOnlyDictionary<string,
    ScriptWord> Options,
    ScriptWord? Result)
{
    /// <summary>The owner's verb that the line is of; null for those of the core.</summary>
    public ScriptVerb? Owner { get; init; }

    /// <summary>Whether it declares something.</summary>
    public bool IsDeclaration => Verb.Text is "machine" or "file" or "process" or "task" || Owner is { IsDeclaration: true };

    /// <summary>Whether it is prose.</summary>
    public bool IsProse => Verb.Text is "say" or "ask" or "title" or "question" or "teacher";

    /// <summary>The text behind the verb, for lines that are prose.</summary>
    public string Prose => Text[(Verb.Column - 1 + Verb.Text.Length)..].Trim();

    public ScriptWord Word(int place, string what) =>
        place < Words.Count
            ? Words[place]
            : throw new BadFolioScriptException(Number, Text.Length + 1, $"expected {what} behind '{Verb.Text}'");

    public ScriptWord Name(string what) =>
        Result ?? throw new BadFolioScriptException(Number, Text.Length + 1, $"expected 'as NAME' for {what}");

    public int NumberAt(int place, string what, int most) => Parse(Word(place, what), what, most);

    public int Option(string name, int otherwise, int most) =>
        Options.TryGetValue(name, out ScriptWord value) ? Parse(value, name, most) : otherwise;

    public BadFolioScriptException Error(ScriptWord word, string message) => new(Number, word.Column, message);

    private int Parse(ScriptWord word, string what, int most) =>
        int.TryParse(word.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most ? number
            : throw Error(word, $"'{word.Text}': expected {what}, a number from 0 to {most}");
}
