using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Mutation;

/// <summary>All mutants of one tree, numbered; those that do not compile are taken out and keep their number.</summary>
/// <param name="root">The repository.</param>
/// <param name="wanted">The names of those to be planted; null for all.</param>
internal sealed class MutantList(string root, HashSet<string>? wanted = null)
{
    private const int NameBytes = 4;
    private const int LongestText = 160;

    private readonly Dictionary<string, Mutant> _mutants = new(StringComparer.Ordinal);
    private readonly HashSet<int> _refused = [];

    /// <summary>Those that compile, in the order of the source.</summary>
    public IEnumerable<Mutant> Planted => _mutants.Values.Where(m => !_refused.Contains(m.Id)).OrderBy(static m => m.Id);

    /// <summary>How many were taken out because they do not compile.</summary>
    public int Refused => _refused.Count;

    /// <summary>Takes out mutants that do not compile.</summary>
    /// <returns>Whether one of them was still in.</returns>
    public bool Refuse(IEnumerable<int> ids)
    {
        int before = _refused.Count;
        _refused.UnionWith(ids);
        return _refused.Count > before;
    }

    /// <summary>Names a place where a mutant can stand.</summary>
    /// <param name="places">How often the same change was seen in the same member of the tree that is being rewritten.</param>
    /// <param name="node">The node of the source.</param>
    /// <param name="kind">The operator.</param>
    /// <param name="after">What stands there instead.</param>
    /// <returns>The number to switch it on, or null where it was taken out.</returns>
    public int? Add(Dictionary<string, int> places, SyntaxNode node, string kind, string after)
    {
        FileLinePositionSpan place = node.GetLocation().GetLineSpan();
        string file = Path.GetRelativePath(root, place.Path).Replace('\\', '/');
        string member = MemberOf(node);
        string before = OneLine(node.ToString());
        string key = $"{file}|{member}|{kind}|{before}|{OneLine(after)}";
        places[key] = places.GetValueOrDefault(key) + 1;
        string name = Hash($"{key}|{places[key]}");
        if (wanted?.Contains(name) == false)
        {
            return null;
        }

        if (!_mutants.TryGetValue(name, out Mutant? mutant))
        {
            mutant = new Mutant(_mutants.Count + 1, name, file, place.StartLinePosition.Line + 1, member, kind, Short(before),
                Short(OneLine(after)));
            _mutants.Add(name, mutant);
        }

        return _refused.Contains(mutant.Id) ? null : mutant.Id;
    }

    private static string MemberOf(SyntaxNode node)
    {
        MemberDeclarationSyntax? member = node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault();
        return member switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
            ConstructorDeclarationSyntax => "new",
            OperatorDeclarationSyntax op => $"operator {op.OperatorToken.ValueText}",
            FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
            _ => member?.Kind().ToString() ?? "",
        };
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Short(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}…";

    private static string Hash(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..NameBytes]).ToLower(CultureInfo.InvariantCulture);
}
