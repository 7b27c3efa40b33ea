using FolioModel.Diagnosis;

namespace FolioModel.Tests.Diagnosis;

/// <summary>The recorded texts.</summary>
internal static class Dumps
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Diagnosis", "Dumps");

    public static IEnumerable<string> Names() => Directory.GetFiles(Folder,
        "*.txt").Select(static f => Path.GetFileNameWithoutExtension(f)!).Order();

    public static string PathOf(string name) => Path.Combine(Folder, name + ".txt");

    public static IReadOnlyList<ObservedPage> Read(string name) => PageReader.Read(File.ReadAllText(PathOf(name)), name);

    /// <summary>The holders of the first explanation; "no holder" where it names none, "" where there is no explanation.</summary>
    public static string LikeliestOf(PageDiagnosis diagnosis) => diagnosis.Explanations switch
    {
        [] => "",
        [{ Holders.Count: 0 }, ..] => "no holder",
        [HolderExplanation first, ..] => string.Join(" + ", first.Holders.Select(static h => $"{h.Kind.Name} {h.Count}")),
    };
}
