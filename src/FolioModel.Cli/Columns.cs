namespace FolioModel.Cli;

/// <summary>Lists of names with descriptions, in 80 columns.</summary>
internal static class Columns
{
    private const int Width = 80;
    private const int NameWidth = 19;

    /// <summary>Writes one name with its description, wrapped behind the name.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="name">The name; empty for another line of the one before.</param>
    /// <param name="text">The description.</param>
    public static void Write(TextWriter output, string name, string text)
    {
        string line = name.PadRight(NameWidth);
        if (name.Length >= NameWidth)
        {
            output.WriteLine(name);
            line = new string(' ', NameWidth);
        }

        string start = line;
        foreach (string word in text.Split(' '))
        {
            if (line.Length > NameWidth && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                line = start = new string(' ', NameWidth);
            }

            line += line.Length == start.Length ? word : $" {word}";
        }

        output.WriteLine(line);
    }
}
