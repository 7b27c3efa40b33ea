using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Generators;

/// <summary>A class marked <c>[SharedState]</c>, analysed: the other part of it, and what is wrong with it.</summary>
/// <param name="Hint">Name of the generated file.</param>
/// <param name="Text">The generated file, or nothing where the class cannot be completed.</param>
/// <param name="Found">What is wrong.</param>
internal sealed record SharedClass(string Hint, string Text, EquatableArray<Problem> Found)
{
    private const string Machine = "FolioModel.Machine";

    public static SharedClass Analyse(GeneratorAttributeSyntaxContext context)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var syntax = (TypeDeclarationSyntax)context.TargetNode;
        AttributeData attribute = context.Attributes[0];
        string? partOf = SharedMembers.TextOf(attribute, "PartOf");
        string? name = SharedMembers.NameIn(attribute);
        string? machine = SharedMembers.TextOf(attribute, "Machine") ?? MachineOf(type);
        List<Problem> problems = [];
        foreach (TypeDeclarationSyntax around in syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
        {
            if (!around.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                problems.Add(Problem.At(Problems.NotPartial, around.Identifier.GetLocation(), around.Identifier.ValueText));
            }
        }

        if (partOf is null && (name is null || machine is null))
        {
            problems.Add(Problem.At(
                Problems.IncompleteSharedState, syntax.Identifier.GetLocation(), type.Name,
                name is null ? "a name" : "a member of type Machine, or an expression for one in 'Machine'"));
        }

        bool completes = problems.Count == 0;
        foreach (ISymbol member in SharedMembers.Unmarked(type))
        {
            problems.Add(Problem.At(Problems.UnmarkedMember, member.Locations[0], member.Name, type.Name));
        }

        SharedStateText text = new(type, name, machine, partOf, context.SemanticModel.Compilation);
        foreach (ISymbol member in type.GetMembers().Where(SharedMembers.IsShared))
        {
            text.Add(member, problems);
        }

        string hint = type.ToDisplayString().Replace('<', '_').Replace('>', '_') + ".Shared.g.cs";
        return new SharedClass(hint, completes ? text.ToString() : "", new EquatableArray<Problem>([.. problems]));
    }

    /// <summary>The member that is the machine, or null.</summary>
    private static string? MachineOf(INamedTypeSymbol type) => type.GetMembers()
        .Where(m => !m.IsImplicitlyDeclared && !m.IsStatic && m switch
        {
            IFieldSymbol field => field.Type.ToDisplayString() == Machine,
            IPropertySymbol property => property.Type.ToDisplayString() == Machine,
            _ => false,
        })
        .Select(static m => m.Name).FirstOrDefault();
}
