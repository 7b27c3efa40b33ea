using System.Text.Json;

namespace FolioModel.Tests.Documentation;

/// <summary>A planted bug whose place has moved would be reported as one that nothing finds.</summary>
public class PlantedBugsTests
{
    [TestCase("planted-bugs.json")]
    [TestCase("explorer-bugs.json")]
    public void Every_planted_bug_applies_to_exactly_one_place_of_the_source(string list)
    {
        string catalogue = File.ReadAllText(Path.Combine(Repository.Root, "eng", "FolioModel.Calibration", list));
        using JsonDocument bugs = JsonDocument.Parse(catalogue);
        List<string> adrift = [];
        foreach (JsonElement bug in bugs.RootElement.EnumerateArray())
        {
            string source = File.ReadAllText(Path.Combine(Repository.Root, bug.GetProperty("file").GetString()!));
            string find = bug.GetProperty("find").GetString()!;
            int places = source.Split(find).Length - 1;
            if (places != 1)
            {
                adrift.Add($"{bug.GetProperty("id").GetString()}: {places} places");
            }
        }

        Assert.That(adrift, Is.Empty, "these planted bugs no longer apply");
    }
}
