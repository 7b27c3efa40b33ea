using System.Security.Cryptography;
using System.Text;

namespace FolioModel.Mutation;

/// <summary>Chooses mutants by their names, so that a change of the code leaves the choice among the rest as it was.</summary>
internal static class Sampling
{
    /// <summary>Things in an order that depends on the seed and on nothing but their names.</summary>
    public static IEnumerable<T> Shuffle<T>(IEnumerable<T> things, Func<T, string> name, string seed) =>
        things.OrderBy(t => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{name(t)}"))), StringComparer.Ordinal);
}
