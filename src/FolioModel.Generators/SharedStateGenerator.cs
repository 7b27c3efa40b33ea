using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Generators;

/// <summary>
/// Writes, for each class marked <c>[SharedState]</c>, the properties marked <c>[Shared]</c> with the announcement of every access, and the
/// hash over all of them.
/// </summary>
[Generator]
public sealed class SharedStateGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<SharedClass> classes = context.SyntaxProvider.ForAttributeWithMetadataName(
            SharedMembers.StateAttribute, static (node, _) =>
                node is TypeDeclarationSyntax, static (found, _) => SharedClass.Analyse(found));
        context.RegisterSourceOutput(classes, static (output, type) => Write(output, type));

        IncrementalValueProvider<ImmutableArray<Problem?>> strays = context.SyntaxProvider.ForAttributeWithMetadataName(
            SharedMembers.SharedAttribute, static (_, _) => true, static (found, _) => StrayOf(found)).Where(static p => p is not null)
                .Collect();
        context.RegisterSourceOutput(strays, static (output, problems) =>
        {
            foreach (Problem? problem in problems)
            {
                output.ReportDiagnostic(problem!.ToDiagnostic());
            }
        });
    }

    private static void Write(SourceProductionContext output, SharedClass type)
    {
        foreach (Problem problem in type.Found)
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }

        if (type.Text.Length > 0)
        {
            output.AddSource(type.Hint, type.Text);
        }
    }

    /// <summary>The problem of a [Shared] member whose class is not marked, or null.</summary>
    private static Problem? StrayOf(GeneratorAttributeSyntaxContext found) =>
        SharedMembers.AttributeOf(found.TargetSymbol.ContainingType, SharedMembers.StateAttribute) is null
            ? Problem.At(Problems.StraySharedMember, found.TargetNode.GetLocation(), found.TargetSymbol.Name,
                found.TargetSymbol.ContainingType.Name)
            : null;
}
